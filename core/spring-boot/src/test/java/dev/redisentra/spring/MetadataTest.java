package dev.redisentra.spring;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Set;

import dev.redisentra.core.config.Setting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.env.MockEnvironment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** What an IDE completes is what is read. */
class MetadataTest {
    static Set<Setting> settings() {
        return EnumSet.complementOf(EnumSet.of(Setting.HOST, Setting.PORT, Setting.TLS_CA)); // Boot's own
    }

    @ParameterizedTest
    @MethodSource("settings")
    void eachSettingIsThereWithItsMeaning(Setting setting) throws IOException {
        String property = RedisEntraSettings.propertyOf(new MockEnvironment(), setting);
        String meaning = setting.meaning().substring(1);
        assertThat(metadata().lines().filter(line -> line.contains("\"name\": \"" + property + "\", \"type\"")))
                .singleElement()
                .asString()
                .contains(meaning);
    }

    private static String metadata() throws IOException {
        try (InputStream in = requireNonNull(
                MetadataTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
