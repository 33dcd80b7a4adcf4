package dev.redisentra.comparison.work;

import java.util.List;

import dev.redisentra.comparison.work.Profile.Part;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProfileTest {
    private static final String SERVICE = "dev.redisentra.comparison.work.Client";

    @Test
    void whatAnAdapterCallsInTheJdkIsItsPart() {
        assertThat(Part.of(List.of("java.util.ArrayList", "dev.redisentra.jedis.SessionWire", SERVICE)))
                .isEqualTo(Part.REDIS_ENTRA);
    }

    @Test
    void andSoIsWhatThatCallsInTheSystem() {
        assertThat(Part.of(List.of("", "libc.so.6", "java.lang.System", "dev.redisentra.core.Renewal")))
                .isEqualTo(Part.REDIS_ENTRA);
    }

    @Test
    void whatAClientDoesForAnAdapterIsTheClients() {
        assertThat(Part.of(List.of(
                        "libc.so.6",
                        "sun.nio.ch.NioSocketImpl",
                        "redis.clients.jedis.util.RedisOutputStream",
                        "dev.redisentra.jedis.SessionWire")))
                .isEqualTo(Part.OTHERS);
    }

    @Test
    void theServiceIsNotRedisEntra() {
        assertThat(Part.of(List.of("java.lang.String", SERVICE))).isEqualTo(Part.OTHERS);
    }

    @Test
    void whatGoesOnToTlsAndTheSocketWouldDoSoWithoutUs() {
        assertThat(Part.of(
                        List.of("libc.so.6", "sun.security.ssl.SSLSocketImpl", "dev.redisentra.jedis.SessionSocket")))
                .isEqualTo(Part.OTHERS);
    }

    @Test
    void aLockCountsForWhoTakesIt() {
        String lock = "java.util.concurrent.locks.ReentrantLock$NonfairSync";

        assertThat(Part.of(List.of(lock, "dev.redisentra.jedis.SessionWire"))).isEqualTo(Part.ITS_LOCKS);
        assertThat(Part.of(List.of(lock, "redis.clients.jedis.Connection"))).isEqualTo(Part.OTHERS);
    }

    @Test
    void aTokenRequestIsOne() {
        assertThat(Part.of(List.of(
                        "sun.net.www.http.HttpClient", "com.azure.identity.ManagedIdentityCredential", SERVICE)))
                .isEqualTo(Part.TOKENS);
    }

    @Test
    void theJitAndTheKernelAreOthers() {
        assertThat(Part.of(List.of())).isEqualTo(Part.OTHERS);
        assertThat(Part.of(List.of("", "libjvm.so"))).isEqualTo(Part.OTHERS);
    }
}
