package dev.redisentra.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;

/** Further caches, each with an identity of its own. */
@AutoConfiguration(after = RedisEntraAutoConfiguration.class)
@ConditionalOnProperty(name = Activation.ENABLED, havingValue = "true", matchIfMissing = true)
@Conditional(OnNamedCaches.class)
@Import(NamedCaches.class)
class NamedCachesAutoConfiguration {}
