package dev.redisentra.spring;

import com.azure.core.credential.TokenCredential;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.protocol.ProtocolVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.data.redis.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/** What is configured of itself, and what is left alone. Nothing here connects. */
class AutoConfigurationTest {
    @Test
    void bootsConnectionsLogInOverVerifiedTls() {
        Contexts.withKey().run(context -> {
            LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
            assertThat(factory.getPort()).isEqualTo(10000);
            assertThat(factory.isUseSsl()).isTrue();
            assertThat(factory.getClientConfiguration().getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
            assertThat(factory.getClientConfiguration().getRedisCredentialsProviderFactory())
                    .isPresent();
            assertThat(context.getBean(CredentialSource.class).current().username())
                    .isEqualTo("default");
        });
    }

    @Test
    void bootsPropertiesStayAsTheyAre() {
        Contexts.withKey()
                .withPropertyValues(
                        "spring.data.redis.port=10001",
                        "spring.data.redis.timeout=7s",
                        "spring.data.redis.client-name=orders",
                        "spring.data.redis.database=2")
                .run(context -> {
                    LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
                    assertThat(factory.getPort()).isEqualTo(10001);
                    assertThat(factory.getTimeout()).isEqualTo(7000);
                    assertThat(factory.getClientName()).isEqualTo("orders");
                    assertThat(factory.getDatabase()).isEqualTo(2);
                });
    }

    @Test
    void jedisIsOneProperty() {
        Contexts.withKey()
                .withPropertyValues("spring.data.redis.client-type=jedis")
                .run(context -> {
                    JedisConnectionFactory factory = context.getBean(JedisConnectionFactory.class);
                    assertThat(factory.isUseSsl()).isTrue();
                    assertThat(factory.getPort()).isEqualTo(10000);
                    assertThat(factory.getUsePool()).isTrue();
                    assertThat(factory.getClientConfiguration().getCustomizer()).isPresent();
                });
    }

    @Test
    void aClusterIsAProperty() {
        Contexts.withKey().withPropertyValues("redis-entra.topology=cluster").run(context -> {
            assertThat(context.getBean(RedisSettings.class).topology()).isEqualTo(Topology.CLUSTER);
            assertThat(context.getBean(LettuceConnectionFactory.class).getClusterConfiguration())
                    .isNotNull()
                    .satisfies(cluster -> assertThat(cluster.getClusterNodes())
                            .singleElement()
                            .hasToString("contoso.westeurope.redis.azure.net:10000"));
        });
    }

    @Test
    void theProtocolIsTheClientsOwnUnlessItIsSet() {
        Contexts.withKey()
                .run(context -> assertThat(protocol(context.getBean(LettuceConnectionFactory.class)))
                        .isNotEqualTo(ProtocolVersion.RESP2));
        Contexts.withKey()
                .withPropertyValues("redis-entra.protocol=resp2")
                .run(context -> assertThat(protocol(context.getBean(LettuceConnectionFactory.class)))
                        .isEqualTo(ProtocolVersion.RESP2));
    }

    private static @Nullable ProtocolVersion protocol(LettuceConnectionFactory factory) {
        return factory.getClientConfiguration().getClientOptions().orElseThrow().getConfiguredProtocolVersion();
    }

    @Test
    void offMeansNothingOfOurs() {
        Contexts.withKey().withPropertyValues("redis-entra.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(RedisSettings.class).doesNotHaveBean(CredentialSource.class);
            assertThat(context.getBean(LettuceConnectionFactory.class).isUseSsl())
                    .isFalse();
        });
    }

    @Test
    void anotherServerIsNotOurs() {
        Contexts.runner()
                .withPropertyValues("spring.data.redis.host=localhost")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(CredentialSource.class)
                        .hasSingleBean(LettuceConnectionFactory.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnSettings {
        @Bean
        RedisSettings mine() {
            return RedisSettings.builder()
                    .host("other.westeurope.redis.azure.net")
                    .auth(AuthMode.ACCESS_KEY)
                    .accessKey(Secret.of("another-key-that-is-none"))
                    .build();
        }
    }

    @Test
    void ownSettingsGetASource() {
        Contexts.runner().withUserConfiguration(OwnSettings.class).run(context -> {
            assertThat(context.getBean(RedisSettings.class).host()).isEqualTo("other.westeurope.redis.azure.net");
            assertThat(context.getBean(CredentialSource.class).current().username())
                    .isEqualTo("default");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnSource {
        @Bean
        CredentialSource mine() {
            return CredentialSources.open(new AccessKeyStrategy(Secret.of("a-third-key-that-is-none"), null));
        }
    }

    @Test
    void anOwnSourceIsTheOne() {
        Contexts.withKey().withUserConfiguration(OwnSource.class).run(context -> {
            assertThat(context).hasSingleBean(CredentialSource.class).hasBean("mine");
            assertThat(context.getBean(LettuceConnectionFactory.class)
                            .getClientConfiguration()
                            .getRedisCredentialsProviderFactory())
                    .isPresent();
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnIdentity {
        @Bean
        TokenCredential redisEntraTokenCredential() {
            return request -> Mono.error(new IllegalStateException("not asked here"));
        }
    }

    @Test
    void anOwnIdentityIsRefusedTogetherWithAKeyToFallBackOn() {
        Contexts.withKey()
                .withUserConfiguration(OwnIdentity.class)
                .withPropertyValues("redis-entra.auth=entra-then-access-key")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("The bean redisEntraTokenCredential is for redis-entra.auth=entra."
                                + " To fall back on a key from it, define a bean of the type CredentialSource."));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnCredentials {
        static final RedisCredentialsProviderFactory MINE = new RedisCredentialsProviderFactory() {
            @Override
            public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration server) {
                return RedisCredentialsProvider.from(() -> RedisCredentials.just("mine", "my-password"));
            }
        };

        @Bean
        LettuceClientConfigurationBuilderCustomizer mine() {
            return builder -> builder.redisCredentialsProviderFactory(MINE);
        }
    }

    @Test
    void ownCredentialsOfLettuceStay() {
        Contexts.withKey()
                .withUserConfiguration(OwnCredentials.class)
                .run(context -> assertThat(context.getBean(LettuceConnectionFactory.class)
                                .getClientConfiguration()
                                .getRedisCredentialsProviderFactory())
                        .containsSame(OwnCredentials.MINE));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDetails {
        @Bean
        RedisConnectionDetails container() {
            return new RedisConnectionDetails() {
                @Override
                public Standalone getStandalone() {
                    return Standalone.of("localhost", 6379);
                }
            };
        }
    }

    @Test
    void aContainerOfATestIsNotLoggedInTo() {
        Contexts.withKey().withUserConfiguration(OwnDetails.class).run(context -> {
            assertThat(context).doesNotHaveBean(CredentialSource.class);
            assertThat(context.getBean(LettuceConnectionFactory.class).getHostName())
                    .isEqualTo("localhost");
        });
    }

    @Test
    void aMissingAdapterEndsTheStartWithItsName() {
        Contexts.withKey()
                .withClassLoader(new FilteredClassLoader(LettuceClients.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(MissingAdapterException.class)
                        .hasMessageContaining("redis-entra-lettuce"));
    }

    @Test
    void allFaultsAreNamedByTheirProperties() {
        Contexts.runner()
                .withPropertyValues("redis-entra.enabled=true", "redis-entra.auth=entro")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidSettingsException.class)
                        .hasMessageContaining("spring.data.redis.host is required")
                        .hasMessageContaining("redis-entra.auth=entro: must be one of entra"));
    }
}
