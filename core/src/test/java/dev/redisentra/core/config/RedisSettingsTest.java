package dev.redisentra.core.config;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RedisSettingsTest {
    private static final String ACR = "contoso.redis.cache.windows.net";
    private static final String AMR = "contoso.westeurope.redis.azure.net";

    private static final String CLIENT_ID = "7c3c0b2e-4c52-4b7e-9f43-6a1d0a3d6f10";

    @TempDir
    Path directory;

    @Test
    void needsNoMoreThanAHost() {
        RedisSettings settings = read(Map.of("REDIS_HOST", ACR));

        assertThat(settings.host()).isEqualTo(ACR);
        assertThat(settings.port()).isEqualTo(6380);
        assertThat(settings.service()).isEqualTo(AzureService.CACHE_FOR_REDIS);
        assertThat(settings.auth()).isEqualTo(AuthMode.ENTRA);
        assertThat(settings.topology()).isEqualTo(Topology.STANDALONE);
        assertThat(settings.protocol()).isEqualTo(Protocol.RESP3);
        assertThat(settings.scope()).isEqualTo("https://redis.azure.com/.default");
        assertThat(settings.username()).isEmpty();
        assertThat(settings.accessKey()).isEmpty();
        assertThat(settings.secondaryAccessKey()).isEmpty();
        assertThat(settings.tlsCa()).isEmpty();
        assertThat(settings.clientId()).isEmpty();
    }

    @Test
    void readsEverySetting() throws IOException {
        Path ca = Files.createFile(directory.resolve("ca.pem"));

        RedisSettings settings = read(Map.ofEntries(
                Map.entry("REDIS_HOST", "localhost"),
                Map.entry("REDIS_PORT", "6381"),
                Map.entry("REDIS_USERNAME", "an-object-id"),
                Map.entry("REDIS_AUTH", "entra-then-access-key"),
                Map.entry("REDIS_ACCESS_KEY", "k1"),
                Map.entry("REDIS_ACCESS_KEY_SECONDARY", "k2"),
                Map.entry("REDIS_TOPOLOGY", "cluster"),
                Map.entry("REDIS_PROTOCOL", "resp2"),
                Map.entry("REDIS_TLS_CA", ca.toString()),
                Map.entry("REDIS_SCOPE", "https://redis.azure.us/.default"),
                Map.entry("AZURE_CLIENT_ID", CLIENT_ID)));

        assertThat(settings.host()).isEqualTo("localhost");
        assertThat(settings.port()).isEqualTo(6381);
        assertThat(settings.username()).contains("an-object-id");
        assertThat(settings.auth()).isEqualTo(AuthMode.ENTRA_THEN_ACCESS_KEY);
        assertThat(settings.accessKey()).contains(Secret.of("k1"));
        assertThat(settings.secondaryAccessKey()).contains(Secret.of("k2"));
        assertThat(settings.topology()).isEqualTo(Topology.CLUSTER);
        assertThat(settings.protocol()).isEqualTo(Protocol.RESP2);
        assertThat(settings.tlsCa()).contains(ca);
        assertThat(settings.scope()).isEqualTo("https://redis.azure.us/.default");
        assertThat(settings.clientId()).contains(CLIENT_ID);
    }

    @Test
    void takesABuilderForTheSame() throws IOException {
        Path ca = Files.createFile(directory.resolve("ca.pem"));

        RedisSettings built = RedisSettings.builder()
                .host("localhost")
                .port(6381)
                .username("an-object-id")
                .auth(AuthMode.ENTRA_THEN_ACCESS_KEY)
                .accessKey(Secret.of("k1"))
                .secondaryAccessKey(Secret.of("k2"))
                .topology(Topology.CLUSTER)
                .protocol(Protocol.RESP2)
                .tlsCa(ca)
                .scope("https://redis.azure.us/.default")
                .clientId(CLIENT_ID)
                .build();

        RedisSettings read = read(Map.ofEntries(
                Map.entry("REDIS_HOST", "localhost"),
                Map.entry("REDIS_PORT", "6381"),
                Map.entry("REDIS_USERNAME", "an-object-id"),
                Map.entry("REDIS_AUTH", "entra-then-access-key"),
                Map.entry("REDIS_ACCESS_KEY", "k1"),
                Map.entry("REDIS_ACCESS_KEY_SECONDARY", "k2"),
                Map.entry("REDIS_TOPOLOGY", "cluster"),
                Map.entry("REDIS_PROTOCOL", "resp2"),
                Map.entry("REDIS_TLS_CA", ca.toString()),
                Map.entry("REDIS_SCOPE", "https://redis.azure.us/.default"),
                Map.entry("AZURE_CLIENT_ID", CLIENT_ID)));
        assertThat(built).usingRecursiveComparison().isEqualTo(read);
    }

    @ParameterizedTest
    @EnumSource
    void takesBlankForUnset(Setting setting) {
        Map<String, String> variables = new HashMap<>(Map.of("REDIS_HOST", ACR));
        variables.put(setting.variable(), " \t");

        if (setting == Setting.HOST) {
            assertThat(faults(variables))
                    .containsExactly(
                            "REDIS_HOST is required: the cache's host name, such as NAME.REGION.redis.azure.net");
        } else {
            assertThat(read(variables)).usingRecursiveComparison().isEqualTo(read(Map.of("REDIS_HOST", ACR)));
        }
    }

    @Test
    void forgivesSpacesAndCapitals() {
        RedisSettings settings = read(Map.of("REDIS_HOST", " " + ACR + "\n", "REDIS_PROTOCOL", "RESP2 "));

        assertThat(settings.host()).isEqualTo(ACR);
        assertThat(settings.protocol()).isEqualTo(Protocol.RESP2);
    }

    @Test
    void readsTheSameUnderATurkishLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            RedisSettings settings =
                    read(Map.of("REDIS_HOST", ACR.toUpperCase(Locale.ROOT), "REDIS_TOPOLOGY", "STANDALONE"));
            assertThat(settings.service()).isEqualTo(AzureService.CACHE_FOR_REDIS);
            assertThat(settings.topology()).isEqualTo(Topology.STANDALONE);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "contoso.redis.cache.windows.net, CACHE_FOR_REDIS, 6380",
        "CONTOSO.Redis.Cache.Windows.NET, CACHE_FOR_REDIS, 6380",
        "contoso.redis.cache.usgovcloudapi.net, CACHE_FOR_REDIS, 6380",
        "contoso.redis.cache.chinacloudapi.cn, CACHE_FOR_REDIS, 6380",
        "contoso.redis.cache.sovcloud-api.de, CACHE_FOR_REDIS, 6380",
        "contoso.redis.cache.sovcloud-api.fr, CACHE_FOR_REDIS, 6380",
        "contoso.westeurope.redis.azure.net, MANAGED_REDIS, 10000",
        "contoso.redis.usgovcloudapi.net, MANAGED_REDIS, 10000",
        "contoso.redis.chinacloudapi.cn, MANAGED_REDIS, 10000",
        "contoso.redis.sovcloud-api.de, MANAGED_REDIS, 10000",
        "contoso.redis.sovcloud-api.fr, MANAGED_REDIS, 10000",
        "contoso.redis.sovcloud-api.sg, MANAGED_REDIS, 10000",
        "contoso.westeurope.redisenterprise.cache.azure.net, MANAGED_REDIS, 10000",
        "redis.azure.net.example.com, OTHER, 6380",
        "notredis.azure.net, OTHER, 6380",
        "localhost, OTHER, 6380",
        "10.0.0.1, OTHER, 6380",
        "::1, OTHER, 6380",
        "[2001:db8::1], OTHER, 6380",
        "redis_1.local, OTHER, 6380",
    })
    void tellsTheServiceAndItsPortFromTheHost(String host, AzureService service, int port) {
        RedisSettings settings = RedisSettings.builder().host(host).build();

        assertThat(settings.service()).isEqualTo(service);
        assertThat(settings.port()).isEqualTo(port);
    }

    /** What follows the name may be a key: another client's connection string has it there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://contoso.redis.cache.windows.net    | https...
            contoso.redis.cache.windows.net:6380       | contoso.redis.cache.windows.net...
            contoso.redis.cache.windows.net:6380,password=hunter2,ssl=True | contoso.redis.cache.windows.net...
            rediss://:hunter2@contoso                  | rediss...
            10.0.0.1:6380                              | 10.0.0.1...
            cafe:6380                                  | cafe...
            contoso/0                                  | contoso...
            -contoso                                   | -contoso
            con toso                                   | con...
            user@contoso                               | user...
            [::1                                       | ...
            1::2::3                                    | 1...
            ::1::                                      | ...
            1:2:3                                      | 1...
            a..b                                       | a..b
            .contoso                                   | .contoso
            contoso-.example                           | contoso-.example
            10.0.0.256                                 | 10.0.0.256
            10.0.0                                     | 10.0.0
            .                                          | .
            """)
    void takesAHostNameAlone(String host, String shown) {
        assertThat(faults(Map.of("REDIS_HOST", host)))
                .containsExactly("REDIS_HOST=" + shown + ": must be a host name alone, without scheme, port or path");
    }

    @Test
    void takesAHostNameAsLongAsDnsDoes() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));

        assertThat(read(Map.of("REDIS_HOST", longest)).host()).isEqualTo(longest);
        assertThat(faults(Map.of("REDIS_HOST", longest + "a"))).hasSize(1);
        assertThat(faults(Map.of("REDIS_HOST", label + "a"))).hasSize(1);
    }

    @Test
    void takesTheDotAtTheEndOfAHostNameForGranted() {
        RedisSettings settings = RedisSettings.builder().host(AMR + ".").build();

        assertThat(settings.host()).isEqualTo(AMR);
        assertThat(settings.port()).isEqualTo(10000);
        assertThat(read(Map.of("REDIS_HOST", AMR + ".")))
                .usingRecursiveComparison()
                .isEqualTo(settings);
    }

    @Test
    void keepsTheSameRulesInTheBuilder() {
        RedisSettings settings = RedisSettings.builder()
                .host(" " + ACR + " ")
                .username(" ")
                .scope("")
                .clientId("\t")
                .build();

        assertThat(settings).usingRecursiveComparison().isEqualTo(read(Map.of("REDIS_HOST", ACR)));
        assertThatThrownBy(() -> RedisSettings.builder().host(" ").build())
                .hasMessageContaining("REDIS_HOST is required");
        assertThatThrownBy(() ->
                        RedisSettings.builder().host("a..b").clientId("orders").build())
                .hasMessageContainingAll("REDIS_HOST=a..b: ", "AZURE_CLIENT_ID=orders: ");
    }

    @Test
    @SuppressWarnings("NullAway") // code that knows no annotations
    void namesWhatIsNull() {
        RedisSettings.Builder builder = RedisSettings.builder();

        assertThatNullPointerException().isThrownBy(() -> builder.host(null)).withMessage("host");
        assertThatNullPointerException().isThrownBy(() -> builder.scope(null)).withMessage("scope");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.accessKey(null))
                .withMessage("accessKey");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.topology(null))
                .withMessage("topology");
        assertThatNullPointerException().isThrownBy(() -> builder.tlsCa(null)).withMessage("tlsCa");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65536", "6380x", "six", "99999999999", "6380.0"})
    void takesAPortThatIsOne(String port) {
        assertThat(faults(Map.of("REDIS_HOST", ACR, "REDIS_PORT", port)))
                .containsExactly("REDIS_PORT=" + port + ": must be a number from 1 to 65535");
    }

    @ParameterizedTest
    @CsvSource({
        ACR + ", 10000, Azure Cache for Redis, 6380",
        ACR + ", 6379, Azure Cache for Redis, 6380",
        AMR + ", 6380, Azure Managed Redis, 10000",
        AMR + ", 6379, Azure Managed Redis, 10000",
    })
    void takesNoPortOfAnotherService(String host, String port, String title, String right) {
        assertThat(faults(Map.of("REDIS_HOST", host, "REDIS_PORT", port)))
                .containsExactly(
                        "REDIS_PORT=%s: %s is %s, which listens with TLS on %s: set that, or leave REDIS_PORT out"
                                .formatted(port, host, title, right));
    }

    @ParameterizedTest
    @CsvSource({ACR + ", 6380", ACR + ", 15001", AMR + ", 10000", AMR + ", 8501", "localhost, 6379", "localhost, 10000"
    })
    void takesAnyOtherPort(String host, int port) {
        assertThat(RedisSettings.builder().host(host).port(port).build().port()).isEqualTo(port);
    }

    @Test
    void usesAKeyThatIsSetWithoutAMode() {
        assertThat(read(Map.of("REDIS_HOST", ACR, "REDIS_ACCESS_KEY", "k1")).auth())
                .isEqualTo(AuthMode.ACCESS_KEY);
        assertThat(read(Map.of("REDIS_HOST", ACR, "REDIS_ACCESS_KEY", "k1", "REDIS_AUTH", "entra"))
                        .auth())
                .isEqualTo(AuthMode.ENTRA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"access-key", "entra-then-access-key"})
    void needsAKeyWhereTheModeDoes(String mode) {
        assertThat(faults(Map.of("REDIS_HOST", ACR, "REDIS_AUTH", mode)))
                .containsExactly("REDIS_ACCESS_KEY is required where REDIS_AUTH is " + mode);
    }

    @Test
    void needsAPrimaryKeyBesideASecondaryOne() {
        assertThat(faults(Map.of("REDIS_HOST", ACR, "REDIS_ACCESS_KEY_SECONDARY", "k2")))
                .containsExactly("REDIS_ACCESS_KEY_SECONDARY=***: needs REDIS_ACCESS_KEY as well");
    }

    @Test
    void takesAKeyFromAFileInItsPlace() throws IOException {
        String file = Files.writeString(directory.resolve("key"), "k1").toString();

        RedisSettings settings =
                read(Map.of("REDIS_HOST", ACR, "REDIS_ACCESS_KEY_FILE", file, "REDIS_ACCESS_KEY_SECONDARY_FILE", file));

        assertThat(settings.auth()).isEqualTo(AuthMode.ACCESS_KEY);
        assertThat(settings.accessKeyFile()).contains(Path.of(file));
        assertThat(settings.secondaryAccessKeyFile()).contains(Path.of(file));
        assertThat(settings.accessKey()).isEmpty();
    }

    @Test
    void takesAKeyOrAFileWithItThatIsThere() throws IOException {
        String file = Files.writeString(directory.resolve("key"), "k1").toString();
        String none = directory.resolve("none").toString();

        assertThat(faults(Map.of("REDIS_HOST", ACR, "REDIS_ACCESS_KEY", "k1", "REDIS_ACCESS_KEY_FILE", file)))
                .containsExactly("REDIS_ACCESS_KEY_FILE=" + file + ": stands for REDIS_ACCESS_KEY: set one of the two");
        assertThat(faults(Map.of("REDIS_HOST", ACR, "REDIS_ACCESS_KEY_FILE", none)))
                .containsExactly("REDIS_ACCESS_KEY_FILE=" + none + ": there is no such file, or it cannot be read");
        assertThat(faults(Map.of("REDIS_HOST", ACR, "REDIS_ACCESS_KEY_SECONDARY_FILE", file)))
                .containsExactly("REDIS_ACCESS_KEY_SECONDARY_FILE=" + file + ": needs REDIS_ACCESS_KEY as well");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REDIS_AUTH     | password | must be one of entra, access-key, entra-then-access-key
            REDIS_TOPOLOGY | sentinel | must be one of standalone, cluster
            REDIS_PROTOCOL | 3        | must be one of resp3, resp2
            REDIS_SCOPE    | https://redis.azure.com | must end in /.default, as in https://redis.azure.com/.default
            AZURE_CLIENT_ID | orders | must be the client id of the identity, a GUID: az identity show --query clientId
            REDIS_SCOPE    | /.default | must end in /.default, as in https://redis.azure.com/.default
            """)
    void takesAValueThatItKnows(String name, String value, String rule) {
        assertThat(faults(Map.of("REDIS_HOST", ACR, name, value))).containsExactly(name + "=" + value + ": " + rule);
    }

    @Test
    void needsTheFileOfTheCaToBeThere() {
        for (Path noFile : new Path[] {directory.resolve("missing.pem"), directory}) {
            assertThat(faults(Map.of("REDIS_HOST", ACR, "REDIS_TLS_CA", noFile.toString())))
                    .containsExactly("REDIS_TLS_CA=" + noFile + ": there is no such file, or it cannot be read");
        }
        assertThat(faults(Map.of("REDIS_HOST", ACR, "REDIS_TLS_CA", "ca\0.pem")))
                .containsExactly("REDIS_TLS_CA=***: must be the path of a PEM file");
    }

    @Test
    void reportsAllFaultsAtOnceInTheOrderOfTheSettings() {
        InvalidSettingsException failure = failure(Map.of(
                "REDIS_PORT", "six",
                "REDIS_AUTH", "password",
                "REDIS_ACCESS_KEY_SECONDARY", "k2",
                "REDIS_TOPOLOGY", "ring",
                "REDIS_PROTOCOL", "resp4",
                "REDIS_TLS_CA", directory.resolve("missing.pem").toString(),
                "REDIS_SCOPE", "redis"));

        assertThat(failure.faults())
                .extracting(SettingFault::name)
                .containsExactly(
                        "REDIS_HOST",
                        "REDIS_PORT",
                        "REDIS_AUTH",
                        "REDIS_ACCESS_KEY_SECONDARY",
                        "REDIS_TOPOLOGY",
                        "REDIS_PROTOCOL",
                        "REDIS_TLS_CA",
                        "REDIS_SCOPE");
        assertThat(failure).hasMessageStartingWith("the Redis settings have 8 faults:\n  - REDIS_HOST is required");
        assertThat(failure).message().hasLineCount(9);
    }

    @Test
    void isRefusedByAClientForTheOtherTopology() {
        RedisSettings cluster = read(Map.of("REDIS_HOST", ACR, "REDIS_TOPOLOGY", "cluster"));

        assertThatCode(() -> cluster.requireTopology(Topology.CLUSTER)).doesNotThrowAnyException();
        assertThatThrownBy(() -> cluster.requireTopology(Topology.STANDALONE))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(
                        "REDIS_TOPOLOGY=cluster: has to be standalone for this client; call cluster(..) for the other");
    }

    @Test
    void keepsItsFaultsOnTheWayToAnotherProcess() throws Exception {
        InvalidSettingsException failure = failure(Map.of("REDIS_PORT", "six"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
        }

        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(((InvalidSettingsException) in.readObject()).faults()).isEqualTo(failure.faults());
        }
    }

    @Test
    void namesASettingAsItsSourceDoes() {
        SettingSource properties = new SettingSource() {
            @Override
            public @Nullable String get(Setting setting) {
                return switch (setting) {
                    case HOST -> AMR;
                    case PORT -> "6380";
                    case AUTH -> "access-key";
                    default -> null;
                };
            }

            @Override
            public String nameOf(Setting setting) {
                return "redis." + setting.name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        };

        assertThatThrownBy(() -> RedisSettings.from(properties))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll(
                        "redis.port=6380: ",
                        "or leave redis.port out",
                        "redis.access-key is required where redis.auth is")
                .message()
                .doesNotContain("REDIS_");
    }

    @Test
    void showsNoSecretAnywhere() {
        RedisSettings.Builder builder = RedisSettings.builder()
                .host(ACR)
                .accessKey(Secret.of("s3cret"))
                .secondaryAccessKey(Secret.of("s3cret"));

        assertThat(builder).asString().doesNotContain("s3cret");
        assertThat(builder.build().toString()).doesNotContain("s3cret").contains(ACR + ":6380", "access-key");
        InvalidSettingsException failure = failure(Map.of(
                "REDIS_AUTH", "access-key",
                "REDIS_ACCESS_KEY_FILE", "s3cret",
                "REDIS_ACCESS_KEY_SECONDARY", "s3cret",
                "REDIS_PORT", "0"));
        assertThat(failure.toString() + failure.faults()).doesNotContain("s3cret");
    }

    /** A key in the wrong place, known by its looks, is not sent to a name server, and not shown. */
    @ParameterizedTest
    @CsvSource({"REDIS_HOST", "REDIS_USERNAME", "REDIS_SCOPE", "AZURE_CLIENT_ID"})
    void takesNoKeyForAnotherSetting(String name) {
        String key = "kQ7vZ2xW9pLr4TnB8mJs03HdYc6Fg1aEuVo5iXqNzA1b";
        Map<String, String> variables = new HashMap<>(Map.of("REDIS_HOST", ACR));
        variables.put(name, key);

        assertThat(faults(variables))
                .containsExactly(name
                        + "=***: holds what looks like an access key or a token; a key goes into REDIS_ACCESS_KEY");
    }

    @Test
    void readsTheProcessEnvironment() {
        assertThatThrownBy(RedisSettings::fromEnvironment).hasMessageContaining("REDIS_HOST is required");
    }

    private static RedisSettings read(Map<String, String> variables) {
        return RedisSettings.fromEnvironment(variables);
    }

    private static String[] faults(Map<String, String> variables) {
        return failure(variables).faults().stream().map(SettingFault::toString).toArray(String[]::new);
    }

    private static InvalidSettingsException failure(Map<String, String> variables) {
        return catchThrowableOfType(InvalidSettingsException.class, () -> read(variables));
    }
}
