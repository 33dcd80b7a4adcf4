package modular;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.jedis.JedisClients;
import dev.redisentra.lettuce.LettuceClients;
import dev.redisentra.redisson.RedissonClients;
import org.redisson.api.RedissonClient;

/** One source for a client of each kind, and a word from each. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        RedisSettings settings = RedisSettings.fromEnvironment();
        try (CredentialSource source = CredentialSources.open(settings)) {
            System.out.println(Main.class.getModule());
            try (var jedis = JedisClients.standalone(settings, source)) {
                jedis.set("word", "ok");
                System.out.println("jedis " + jedis.get("word"));
            }
            try (var lettuce = LettuceClients.standalone(settings, source);
                    var connection = lettuce.connect()) {
                System.out.println("lettuce " + connection.sync().get("word"));
            }
            RedissonClient redisson = RedissonClients.standalone(settings, source);
            try {
                redisson.getBucket("other").set("ok");
                System.out.println("redisson " + redisson.getBucket("other").get());
            } finally {
                redisson.shutdown();
            }
        }
    }
}
