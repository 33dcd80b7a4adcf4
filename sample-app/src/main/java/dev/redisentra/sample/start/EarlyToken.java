package dev.redisentra.sample.start;

import dev.redisentra.core.auth.CredentialSource;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.stereotype.Component;

/** Has the first token on its way before Spring makes Tomcat and all the rest, which takes as long. */
@Component
class EarlyToken implements BeanFactoryPostProcessor {
    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        beans.getBean(CredentialSource.class);
    }
}
