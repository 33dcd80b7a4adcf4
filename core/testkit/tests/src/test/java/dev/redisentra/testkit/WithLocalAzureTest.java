package dev.redisentra.testkit;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;

@WithLocalAzure(tokenLifetimeSeconds = 77)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WithLocalAzureTest {
    private static @Nullable LocalAzure shared;
    private static @Nullable LocalAzure single;

    @BeforeAll
    static void start(LocalAzure azure) {
        shared = azure;
    }

    @Test
    @Order(1)
    void aClassSharesOne(LocalAzure azure) {
        assertThat(azure).isSameAs(shared);
        assertThat(azure.identity().tokenLifetime()).isEqualTo(Duration.ofSeconds(77));
    }

    @Test
    @Order(2)
    @WithLocalAzure(tokenLifetimeSeconds = 5)
    void aMethodGetsItsOwn(LocalAzure azure, LocalAzure again) {
        single = azure;
        assertThat(azure).isNotSameAs(shared).isSameAs(again);
        assertThat(azure.identity().tokenLifetime()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    @Order(3)
    void aMethodsOwnIsClosedAfterIt() {
        assertThat(Objects.requireNonNull(single).redis().certificateAuthority())
                .doesNotExist();
    }

    @AfterAll
    static void theClasssOwnIsStillOpen(LocalAzure azure) {
        assertThat(azure.redis().certificateAuthority()).exists();
    }

    @Nested
    class InANestedClass {
        @Test
        void theOuterClasssOneIsShared(LocalAzure azure) {
            assertThat(azure).isSameAs(shared);
        }
    }
}
