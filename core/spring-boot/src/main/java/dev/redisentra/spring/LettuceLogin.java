package dev.redisentra.spring;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * Boot's Lettuce connections, logged in by a source. Waits for the first credential, so that no connection comes before it.
 * Last of the customizers: an application that brings credentials of its own is left alone.
 */
final class LettuceLogin {
    private final CredentialSource source;
    private final SpringProtocol protocol;

    LettuceLogin(CredentialSource source, SpringProtocol protocol) {
        this.source = source;
        this.protocol = protocol;
    }

    void customize(LettuceClientConfigurationBuilder builder) {
        LettuceClientConfiguration before = builder.build();
        if (before.getRedisCredentialsProviderFactory().isPresent()) {
            return;
        }
        source.await();
        builder.useSsl().verifyPeer(SslVerifyMode.FULL);
        builder.clientResources(
                LettuceClients.authenticate(before.getClientResources().orElseGet(ClientResources::create), source));
        before.getClientOptions().ifPresent(options -> builder.clientOptions(withProtocol(options)));
        builder.redisCredentialsProviderFactory(new RedisCredentialsProviderFactory() {
            @Override
            public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration server) {
                return LettuceClients.credentials(source);
            }
        });
    }

    private ClientOptions withProtocol(ClientOptions options) {
        return switch (protocol) {
            case UNSET -> options;
            case RESP2 ->
                options.mutate().protocolVersion(ProtocolVersion.RESP2).build();
            case RESP3 ->
                options.mutate().protocolVersion(ProtocolVersion.RESP3).build();
        };
    }
}
