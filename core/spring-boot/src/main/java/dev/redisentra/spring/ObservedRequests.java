package dev.redisentra.spring;

import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * An observation around each request for a credential, {@value #NAME}. It begins to observe once all beans are there: the
 * first request is on its way before them, and must not have Spring make the registry before what configures it.
 */
final class ObservedRequests implements Requests, SmartInitializingSingleton {
    static final String NAME = "redis.auth.request";

    private final ObjectProvider<ObservationRegistry> registries;
    private volatile ObservationRegistry registry = ObservationRegistry.NOOP;

    ObservedRequests(ObjectProvider<ObservationRegistry> registries) {
        this.registries = registries;
    }

    @Override
    public void afterSingletonsInstantiated() {
        registry = registries.getIfUnique(() -> ObservationRegistry.NOOP);
    }

    @Override
    public AuthStrategy around(AuthStrategy strategy) {
        return new Around(strategy);
    }

    private final class Around implements AuthStrategy {
        private final AuthStrategy strategy;

        Around(AuthStrategy strategy) {
            this.strategy = strategy;
        }

        @Override
        public RedisCredential obtain() {
            Observation observation = Observation.createNotStarted(NAME, registry)
                    .contextualName("redis credential")
                    .lowCardinalityKeyValue("mode", strategy.kind().toString());
            return observation.observe(strategy::obtain);
        }

        @Override
        public CredentialKind kind() {
            return strategy.kind();
        }

        @Override
        public boolean refused(RedisCredential credential) {
            return strategy.refused(credential);
        }

        @Override
        public boolean mayChange() {
            return strategy.mayChange();
        }

        @Override
        public String whenSilent() {
            return strategy.whenSilent();
        }
    }
}
