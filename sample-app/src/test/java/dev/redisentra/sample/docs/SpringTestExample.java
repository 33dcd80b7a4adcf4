package dev.redisentra.sample.docs;

import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.spring.LocalAzureConnection;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.data.redis.core.StringRedisTemplate;

/** What docs/spring.md shows. Its like runs on each line of Boot in core/spring-boot/tests; this module has no Boot Redis. */
@SpringBootTest
@LocalAzureConnection(tokenLifetimeSeconds = 12)
class SpringTestExample {
    @Test
    void goesOnWithoutTheIdentity(@Autowired StringRedisTemplate redis, @Autowired LocalAzure azure) {
        azure.identity().fail(IdentityFault.hanging());
        redis.opsForValue().set("order:1", "new");
    }
}
