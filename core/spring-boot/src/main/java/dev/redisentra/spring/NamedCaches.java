package dev.redisentra.spring;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.config.SettingSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/**
 * Beans for each cache below {@code redis-entra.caches}: settings, source, connection factory and template, all qualified
 * with the cache's name. They go only to who asks by that name; Boot makes its own for {@code spring.data.redis.*} as if they
 * were not there.
 *
 * <p>Made by static methods with arguments that can be written down, as Spring's processing ahead of time wants them.
 */
class NamedCaches implements ImportBeanDefinitionRegistrar, EnvironmentAware {
    static final String PREFIX = RedisEntraSettings.PREFIX + "caches";

    /** The beans of the cache without a name. */
    static final String OUR_SETTINGS = "redisEntraSettings";

    static final String OUR_SOURCE = "redisEntraCredentialSource";

    static final String REQUESTS = "redisEntraRequests";

    private static final String ENVIRONMENT = "environment";
    private static final List<String> UNNAMED = List.of(OUR_SETTINGS, OUR_SOURCE, "redisSettings", "credentialSource");

    private @Nullable Environment environment;

    @Override
    public void setEnvironment(Environment value) {
        environment = value;
    }

    /** The names, in their order. */
    static Collection<String> names(Environment environment) {
        return new TreeSet<>(Binder.get(environment)
                .bind(PREFIX, Bindable.mapOf(String.class, Object.class))
                .map(Map::keySet)
                .orElse(Set.of()));
    }

    /** The cache that a bean belongs to. */
    static String nameOf(String bean, Class<?> type) {
        String suffix = type.getSimpleName();
        if (UNNAMED.contains(bean)) {
            return Sources.DEFAULT;
        }
        return bean.endsWith(suffix) && bean.length() > suffix.length()
                ? bean.substring(0, bean.length() - suffix.length())
                : bean;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
        if (environment == null) {
            return;
        }
        for (String name : names(environment)) {
            String settings = name + RedisSettings.class.getSimpleName();
            String source = name + CredentialSource.class.getSimpleName();
            register(
                    registry,
                    name,
                    settings,
                    RedisSettings.class,
                    NamedCaches.class,
                    "settings",
                    name,
                    ref(ENVIRONMENT));
            register(
                    registry,
                    name,
                    source,
                    CredentialSource.class,
                    NamedCaches.class,
                    "source",
                    ref(settings),
                    ref(REQUESTS));
            NamedConnections.client(environment).ifPresent(client -> {
                String factory = name + "RedisConnectionFactory";
                register(
                        registry,
                        name,
                        factory,
                        client.factory(),
                        client.maker(),
                        "factory",
                        name,
                        ref(settings),
                        ref(source),
                        ref(ENVIRONMENT));
                register(
                        registry,
                        name,
                        name + "StringRedisTemplate",
                        client.template(),
                        client.template(),
                        null,
                        ref(factory));
            });
        }
    }

    private static RuntimeBeanReference ref(String bean) {
        return new RuntimeBeanReference(bean);
    }

    private static void register(
            BeanDefinitionRegistry registry,
            String cache,
            String bean,
            Class<?> type,
            Class<?> maker,
            @Nullable String method,
            Object... arguments) {
        RootBeanDefinition definition = new RootBeanDefinition(maker);
        if (method != null) {
            definition.setFactoryMethodName(method);
        }
        definition.setTargetType(type);
        for (int i = 0; i < arguments.length; i++) {
            definition.getConstructorArgumentValues().addIndexedArgumentValue(i, arguments[i]);
        }
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, cache));
        definition.setDefaultCandidate(false);
        registry.registerBeanDefinition(bean, definition);
    }

    /** The settings of one cache. */
    static RedisSettings settings(String name, Environment environment) {
        return RedisSettings.from(new SettingSource() {
            @Override
            public @Nullable String get(Setting setting) {
                return environment.getProperty(nameOf(setting));
            }

            @Override
            public String nameOf(Setting setting) {
                return PREFIX + "." + name + "." + RedisEntraSettings.name(setting);
            }
        });
    }

    /** Its source. */
    static CredentialSource source(RedisSettings settings, Requests requests) {
        return CredentialSources.open(settings, RenewalPolicy.AZURE, requests::around);
    }

    static boolean isPresent(String type) {
        return ClassUtils.isPresent(type, NamedCaches.class.getClassLoader());
    }
}
