package dev.redisentra.sample.doctor;

import java.util.List;

import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.sample.doctor.Finding.Check;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTest {
    /** Whatever a check found it in: a diagnosis, a setting, the server's answer to GET. */
    @Test
    void holdsNoPartOfASecret() {
        String key = "kQ7vZ2xW9pLr4TnB8mJs03HdYc6Fg1aEuVo5iXqNzA1=";
        Secret known = Secret.of("c0rrect-h0rse-battery");
        RedisSettings settings = RedisSettings.builder().host("localhost").build();

        List<Finding> findings = List.of(
                Finding.ok(Check.SET_AND_GET, "GET health: " + key),
                Finding.failed(Check.LOGIN, "sent " + known.reveal().substring(0, 12), "do not send " + key),
                Finding.failed(
                        Check.LOGIN,
                        Diagnosis.of(new IllegalStateException("NOPERM " + known.reveal()), settings, null)));

        assertThat(Report.text(findings) + Report.json(findings))
                .contains("GET health: ***", "sent ***", "do not send ***", "NOPERM ***")
                .doesNotContain(key.substring(8, 16), known.reveal().substring(0, 8));
    }
}
