package dev.redisentra.spring;

import java.util.ArrayList;
import java.util.List;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Each request for a credential is an observation, from when there is something that observes. */
class ObservedRequestsTest {
    private static final AuthStrategy KEY = new AccessKeyStrategy(Secret.of("a-key-that-is-none"), null);

    private final List<Observation.Context> observed = new ArrayList<>();
    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    private final ObservedRequests requests = new ObservedRequests(beans.getBeanProvider(ObservationRegistry.class));

    private final class Observing implements ObservationHandler<Observation.Context> {
        @Override
        public void onStop(Observation.Context context) {
            observed.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private void observe() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new Observing());
        beans.registerSingleton("observationRegistry", registry);
    }

    @Test
    void aRequestIsAnObservation() {
        observe();
        requests.afterSingletonsInstantiated();

        RedisCredential credential = requests.around(KEY).obtain();

        assertThat(credential.username()).isEqualTo("default");
        assertThat(observed).singleElement().satisfies(context -> {
            assertThat(context.getName()).isEqualTo("redis.auth.request");
            assertThat(context.getLowCardinalityKeyValue("mode").getValue()).isEqualTo("access-key");
            assertThat(context.getError()).isNull();
            assertThat(context.toString()).doesNotContain("a-key-that-is-none");
        });
    }

    @Test
    void aFailureIsPartOfIt() {
        observe();
        requests.afterSingletonsInstantiated();
        AuthException failure =
                new AuthException(AuthException.Kind.NO_IDENTITY, "There is none.", "Assign one.", null);
        AuthStrategy failing = new AuthStrategy() {
            @Override
            public CredentialKind kind() {
                return CredentialKind.ENTRA;
            }

            @Override
            public RedisCredential obtain() {
                throw failure;
            }
        };

        assertThat(catchThrowable(() -> requests.around(failing).obtain())).isSameAs(failure);

        assertThat(observed)
                .singleElement()
                .extracting(Observation.Context::getError)
                .isSameAs(failure);
    }

    /** It would miss what Boot configures it with, and all of the application's observations with it. */
    @Test
    void theFirstRequestDoesNotMakeTheRegistry() {
        observe();

        requests.around(KEY).obtain();

        assertThat(observed).isEmpty();
    }

    @Test
    void whatIsAroundAStrategyIsAsItIs() {
        AuthStrategy around = requests.around(KEY);

        assertThat(around.kind()).isEqualTo(KEY.kind());
        assertThat(around.mayChange()).isEqualTo(KEY.mayChange());
        assertThat(around.whenSilent()).isEqualTo(KEY.whenSilent());
        assertThat(around.refused(KEY.obtain())).isEqualTo(KEY.refused(KEY.obtain()));
    }

    @Test
    void anApplicationCanDoWithoutMicrometer() {
        Contexts.withKey()
                .withClassLoader(new FilteredClassLoader(ObservationRegistry.class))
                .run(context -> assertThat(context).hasSingleBean(CredentialSource.class));
    }
}
