package dev.redisentra.testkit.spring;

import java.time.Duration;
import java.util.List;

import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisBackend;
import dev.redisentra.testkit.Topology;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.ClassUtils;

/** Implements {@link LocalAzureConnection}. Spring finds it in {@code META-INF/spring.factories}. */
final class LocalAzureCustomizerFactory implements ContextCustomizerFactory {
    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        LocalAzureConnection options =
                TestContextAnnotationUtils.findMergedAnnotation(testClass, LocalAzureConnection.class);
        return options == null
                ? null
                : new Customizer(
                        options.topology(), options.redis(), Duration.ofSeconds(options.tokenLifetimeSeconds()));
    }

    /** Two of the same options are equal. Spring then shares the context, and so the LocalAzure. */
    private record Customizer(Topology topology, RedisBackend redis, Duration tokenLifetime)
            implements ContextCustomizer {
        /** The name of the bean, of the source of properties and of the SSL bundle. */
        private static final String NAME = "localAzure";

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration unused) {
            ConfigurableEnvironment environment = context.getEnvironment();
            LocalAzure azure = LocalAzure.builder()
                    .topology(topology)
                    .redis(redis)
                    .tokenLifetime(tokenLifetime)
                    .start();
            // Registered first, so that it is destroyed last: no client then reports a server that has gone.
            DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
            beans.registerSingleton(NAME, azure);
            beans.registerDisposableBean(NAME, azure::close);
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(NAME, LocalAzureProperties.of(azure, environment, NAME)));
            if (ClassUtils.isPresent("com.azure.core.credential.TokenCredential", beans.getBeanClassLoader())
                    && !EndpointCredential.isFoundByAzureIdentity(azure)) {
                beans.registerSingleton(EndpointCredential.BEAN, new EndpointCredential(azure));
            }
        }
    }
}
