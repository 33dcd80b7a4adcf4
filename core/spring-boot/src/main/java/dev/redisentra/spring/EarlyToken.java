package dev.redisentra.spring;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Has the first token on its way before Spring makes all the rest, which takes as long. Only where settings and source are
 * ours: an application's own beans may need what is not there yet.
 */
final class EarlyToken implements BeanFactoryPostProcessor {
    /** Set by Spring while it processes an application ahead of time: no place to ask for a token. */
    private static final String AHEAD_OF_TIME = "spring.aot.processing";

    private final Environment environment;

    EarlyToken(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        boolean lazy = environment.getProperty("spring.main.lazy-initialization", Boolean.class, false);
        if (!lazy
                && !Boolean.getBoolean(AHEAD_OF_TIME)
                && beans.containsBeanDefinition(NamedCaches.OUR_SETTINGS)
                && beans.containsBeanDefinition(NamedCaches.OUR_SOURCE)) {
            beans.getBean(NamedCaches.OUR_SOURCE);
        }
    }
}
