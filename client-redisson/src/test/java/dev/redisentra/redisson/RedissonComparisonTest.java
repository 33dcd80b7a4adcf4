package dev.redisentra.redisson;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.CommandedTokens;
import dev.redisentra.contract.Comparison;
import dev.redisentra.contract.Way;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.RedisSettings;
import org.redisson.Redisson;
import org.redisson.client.DefaultCredentialsResolver;
import org.redisson.client.DefaultNettyHook;
import org.redisson.config.Config;
import org.redisson.config.CredentialsResolver;
import org.redisson.config.EntraIdCredentialsResolver;
import redis.clients.authentication.core.TokenAuthConfig;
import redis.clients.authentication.core.TokenManager;

/** Redisson with its own resolver for Entra ID. All else is as the adapter has it. */
class RedissonComparisonTest extends Comparison {
    @Override
    protected ClientUnderTest open(Way way, RedisSettings settings, CommandedSource source) {
        Config config = RedissonClients.config(settings, source).setNettyHook(new DefaultNettyHook());
        if (way == Way.ONE_TOKEN) {
            RedisCredential credential = source.current();
            config.setCredentialsResolver(new DefaultCredentialsResolver())
                    .setUsername(credential.username())
                    .setPassword(credential.password().reveal());
        } else {
            config.setCredentialsResolver(ownSupport(source));
        }
        return new RedissonUnderTest(Redisson.create(config));
    }

    private static CredentialsResolver ownSupport(CommandedSource source) {
        TokenAuthConfig config = CommandedTokens.config(source);
        TokenManager manager =
                new TokenManager(config.getIdentityProviderConfig().getProvider(), config.getTokenManagerConfig());
        source.atClose(manager::stop);
        return new EntraIdCredentialsResolver(manager);
    }
}
