package dev.redisentra.spring;

import dev.redisentra.core.auth.CredentialSource;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Conditional;

/** Whether there is a source, for the default cache or for a named one. */
final class OnAnySource extends AnyNestedCondition {
    OnAnySource() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnBean(CredentialSource.class)
    static class Default {}

    @Conditional(OnNamedCaches.class)
    static class Named {}
}
