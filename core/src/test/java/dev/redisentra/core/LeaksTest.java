package dev.redisentra.core;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.core.entra.EntraStrategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * A key and a token in every place where one can turn up: in any setting, in anything a server says, in the message of any
 * exception. Of what comes out, nothing holds eight characters in a row of them.
 */
@Tag("scaled")
class LeaksTest {
    private static final int CASES = Integer.getInteger("fuzz.cases", 60);
    private static final long SEED = Long.getLong("fuzz.seed", 21);
    private static final int PART = 8;

    private static final RedisSettings SETTINGS =
            RedisSettings.builder().host("contoso.redis.cache.windows.net").build();

    private static final List<String> AROUND = List.of(
            "",
            "contoso",
            "contoso.redis.cache.windows.net",
            "contoso.redis.cache.windows.net:6380,password=",
            ",ssl=True,abortConnect=False",
            "rediss://:",
            "rediss://default:",
            "@contoso.redis.cache.windows.net:6380/0",
            "https://redis.azure.com/",
            "/.default",
            ".default",
            "/mnt/secrets/",
            "\"",
            "'",
            " ",
            ":",
            "-",
            "6380");

    private static final List<String> REPLIES = List.of(
            "ERR unknown command 'HELLO' with args beginning with: '3' 'AUTH' 'an-oid' '%s' ",
            "ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `default`, `%s`, `SETNAME`, ",
            "WRONGPASS invalid username-password pair or user is disabled. %s",
            "ERR WRONGPASS %s",
            "NOPERM User %s has no permissions to run the '%s' command",
            "NOPERM this user has no permissions to run the '%s' command or its subcommand",
            "MOVED 3999 %s:6381",
            "CLUSTERDOWN %s",
            "-%s",
            "%s",
            "Unable to connect to rediss://default:%s@contoso:6380",
            "Command AUTH default %s timed out after 60 second(s)",
            "Invalid first byte: %s",
            "PKIX path %s");

    private final Set<String> out = new HashSet<>();

    @Test
    void nothingThatComesOutHoldsAPartOfASecret() {
        for (int i = 0; i < CASES; i++) {
            Random random = new Random(SEED + i);
            String key = key(random);
            String token = token(random);
            String marked = random.nextBoolean() ? key : token;

            settings(random, marked, key);
            answers(random, Secret.of(marked), random.nextBoolean() ? marked : cut(random, marked));
            failures(random, marked);

            check(key, i);
            check(token, i);
            out.clear();
        }
    }

    private void settings(Random random, String marked, String key) {
        Map<String, String> variables = new HashMap<>();
        variables.put("REDIS_HOST", "contoso.redis.cache.windows.net");
        if (random.nextBoolean()) {
            variables.put("REDIS_ACCESS_KEY", key);
        }
        for (Setting setting : Setting.values()) {
            if (random.nextInt(3) == 0) {
                // Of a key, all is secret: what is around it would then be hidden in every text.
                variables.put(
                        setting.variable(),
                        setting.isSecret() ? marked : one(random, AROUND) + marked + one(random, AROUND));
            }
        }
        try {
            RedisSettings settings = RedisSettings.fromEnvironment(variables);
            tell(settings, settings.host(), settings.username(), settings.clientId(), settings.scope());
            tell(Diagnosis.of(new IOException("WRONGPASS"), settings, null));
        } catch (InvalidSettingsException refused) {
            tell(refused.faults());
            tell(refused);
        }
    }

    private void answers(Random random, Secret secret, String repeated) {
        RedisCredential credential = new RedisCredential(
                "an-oid", secret, random.nextBoolean() ? CredentialKind.ENTRA : CredentialKind.ACCESS_KEY, null);
        Throwable failure = new IOException(one(random, REPLIES).replace("%s", repeated));
        for (int depth = random.nextInt(4); depth > 0; depth--) {
            String reply = one(random, REPLIES).replace("%s", repeated);
            Throwable outer = random.nextBoolean() ? new IOException(reply, failure) : new Unnamed(reply, failure);
            if (random.nextInt(4) == 0) {
                outer.addSuppressed(new IllegalStateException(reply));
            }
            failure = outer;
        }
        tell(Diagnosis.of(failure, SETTINGS, random.nextBoolean() ? "an-oid" : null));
        tell(new AuthEvent.ReauthenticationFailed("jedis", failure).cause());
        AuthEvent.LoginRefused refused = new AuthEvent.LoginRefused("jedis", credential, failure);
        tell(refused, new AuthEvent.AtRisk(credential), credential);
        tell(refused.cause());
        tell(new AuthEvent.ReauthenticationStalled("jedis", String.valueOf(failure.getMessage())));
        tell(new AuthEvent.ConnectionDied("jedis", String.valueOf(failure.getMessage())));
        AuthException late = new AuthException(
                AuthException.Kind.TIMED_OUT, repeated + " is late.", "Wait for " + repeated, failure);
        tell(late);
        log(
                new AuthEvent.Renewed(credential, Duration.ZERO, null),
                new AuthEvent.RenewalFailed(late, Duration.ZERO, Instant.EPOCH),
                new AuthEvent.AtRisk(credential),
                new AuthEvent.FellBack(credential, late),
                new AuthEvent.Expired(credential),
                new AuthEvent.Reauthenticated("jedis"),
                refused,
                new AuthEvent.ReauthenticationFailed("jedis", failure),
                new AuthEvent.ReauthenticationStalled("jedis", String.valueOf(failure.getMessage())),
                new AuthEvent.ConnectionDied("jedis", String.valueOf(failure.getMessage())));
    }

    /** What the log says of these, of each the first and those that share a line. */
    private void log(AuthEvent... events) {
        LogLines lines = new LogLines();
        EventLog log = new EventLog(() -> Instant.EPOCH, lines);
        for (AuthEvent event : events) {
            log.on(event);
            log.on(event);
        }
        log.on(new AuthEvent.Closed());
        assertThat(lines.told).hasSizeGreaterThanOrEqualTo(events.length);
        out.addAll(lines.told);
    }

    private void failures(Random random, String marked) {
        String said = one(random, REPLIES).replace("%s", marked);
        EntraStrategy entra = EntraStrategy.of(SETTINGS, request -> Mono.error(new IllegalStateException(said)));
        AccessKeyStrategy keys = AccessKeyStrategy.of(
                () -> {
                    throw new IllegalStateException(said);
                },
                null);
        AccessKeyStrategy file =
                AccessKeyStrategy.of(AccessKeyStrategy.inFile(Path.of(marked.replace('\0', ' '))), null);
        for (var strategy : List.of(entra, keys, file)) {
            try {
                fail("gave %s", strategy.obtain());
            } catch (AuthException explained) {
                tell(explained);
                tell(Diagnosis.of(explained, SETTINGS, null));
            }
        }
    }

    private void tell(Object... texts) {
        for (Object text : texts) {
            out.add(String.valueOf(text));
        }
    }

    private void tell(Throwable failure) {
        tell(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** All that a stack trace prints of it but the frames. */
    private void tell(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure != null && seen.add(failure)) {
            out.add(failure.toString());
            out.add(String.valueOf(failure.getMessage()));
            tell(failure.getCause(), seen);
            for (Throwable suppressed : failure.getSuppressed()) {
                tell(suppressed, seen);
            }
        }
    }

    private void check(String secret, int number) {
        for (int i = 0; i + PART <= secret.length(); i++) {
            String part = secret.substring(i, i + PART);
            for (String text : out) {
                if (text.contains(part)) {
                    fail("case %d (-Dfuzz.seed=%d -Dfuzz.cases=1): %s of %s is in %s"
                            .formatted(number, SEED + number, part, secret, text));
                }
            }
        }
        assertThat(out).isNotEmpty();
    }

    private static String key(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String token(Random random) {
        byte[] signature = new byte[96];
        random.nextBytes(signature);
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String claims = "{\"oid\":\"%x\",\"exp\":%d}".formatted(random.nextLong(), random.nextInt(1, 1_000_000));
        return encoder.encodeToString("{\"typ\":\"JWT\",\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(signature);
    }

    /** As a server repeats it that repeats so many bytes. */
    private static String cut(Random random, String secret) {
        return secret.substring(0, random.nextInt(1, secret.length()));
    }

    private static String one(Random random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Prints otherwise than its message. */
    private static final class Unnamed extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        private final String text;

        Unnamed(String message, Throwable cause) {
            super(null, cause);
            text = message;
        }

        @Override
        @SuppressWarnings("OverrideThrowableToString") // as some do
        public String toString() {
            return "Unnamed, with " + text;
        }
    }
}
