package dev.redisentra.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether there are caches by name. */
final class OnNamedCaches extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        var names = NamedCaches.names(context.getEnvironment());
        return names.isEmpty()
                ? ConditionOutcome.noMatch(ConditionMessage.forCondition("redis-entra")
                        .because("there is nothing below " + NamedCaches.PREFIX))
                : ConditionOutcome.match(ConditionMessage.forCondition("redis-entra")
                        .because("there are the caches " + String.join(", ", names)));
    }
}
