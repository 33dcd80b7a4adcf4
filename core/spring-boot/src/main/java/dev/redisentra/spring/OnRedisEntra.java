package dev.redisentra.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** {@link Activation} as a condition. */
final class OnRedisEntra extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Activation activation = Activation.of(context.getEnvironment());
        return new ConditionOutcome(
                activation.on(),
                ConditionMessage.of("redis-entra is %s: %s", activation.on() ? "on" : "off", activation.reason()));
    }
}
