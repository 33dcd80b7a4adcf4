package dev.redisentra.sample.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.redisentra.core.config.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What an IDE completes is what the sample reads. */
class ConfigurationMetadataTest {
    private static final Map<String, JsonNode> properties = properties();

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingIsThereAndSaysWhatTheReadmeSays(Setting setting) {
        String name = setting.variable()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("_", ".")
                .replace('_', '-');
        String fallback = setting.defaultText().isEmpty() ? "" : " (" + setting.defaultText() + ")";
        assertThat(told(name, "description")).isEqualTo(setting.variable() + ": " + setting.meaning() + fallback);
    }

    @Test
    void theLimitsAreThereWithTheirDefaults() {
        Map<String, String> limits = Arrays.stream(Limits.class.getDeclaredConstructors()[0].getParameters())
                .collect(Collectors.toMap(
                        parameter -> "sample.limits."
                                + parameter
                                        .getName()
                                        .replaceAll("([A-Z])", "-$1")
                                        .toLowerCase(Locale.ROOT),
                        parameter -> parameter.getAnnotation(DefaultValue.class).value()[0]));
        assertThat(limits)
                .isNotEmpty()
                .allSatisfy((name, fallback) ->
                        assertThat(told(name, "defaultValue")).isEqualTo(fallback));
        assertThat(properties.keySet().stream().filter(name -> name.startsWith("sample.limits.")))
                .hasSameSizeAs(limits.keySet());
    }

    private static String told(String name, String what) {
        JsonNode property = properties.get(name);
        return property == null ? name + " is missing" : property.path(what).asString();
    }

    private static Map<String, JsonNode> properties() {
        try (InputStream in =
                ConfigurationMetadataTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            Map<String, JsonNode> byName = new HashMap<>();
            JsonMapper.shared()
                    .readTree(in)
                    .path("properties")
                    .forEach(property -> byName.put(property.path("name").asString(), property));
            return byName;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
