package dev.redisentra.spring;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.data.redis.core.StringRedisTemplate;

/** A start of an application that uses Redis at once, as Boot makes it, and what Boot says if it fails. */
final class Start {
    private Start() {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        SslAutoConfiguration.class,
        RedisAutoConfiguration.class,
        RequestsAutoConfiguration.class,
        RedisEntraAutoConfiguration.class,
        Boot3LettuceAutoConfiguration.class,
        Boot3JedisAutoConfiguration.class
    })
    static class Application {
        @Bean
        ApplicationRunner use(StringRedisTemplate template) {
            return arguments -> template.opsForValue().get("greeting");
        }
    }

    /** As a process, with properties as arguments: prints the two texts with a zero between them. */
    public static void main(String[] properties) {
        System.out.print(String.join("\0", failing(Start.class.getClassLoader(), List.of(properties))));
        System.exit(0);
    }

    /**
     * Starts it.
     *
     * @return the description and the action, nothing else where there is no failure
     */
    static List<String> failing(ClassLoader classes, List<String> properties) {
        StartReporter.take();
        SpringApplication application = new SpringApplication(new DefaultResourceLoader(classes), Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        List<String> arguments = new ArrayList<>(List.of("--spring.main.banner-mode=off"));
        properties.forEach(property -> arguments.add("--" + property));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(classes);
        try {
            application.run(arguments.toArray(String[]::new)).close();
        } catch (RuntimeException | LinkageError failed) {
            FailureAnalysis said = StartReporter.take();
            return said == null
                    ? List.of("nothing but a stack trace: " + failed, "")
                    : List.of(said.getDescription(), said.getAction());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        return List.of("it started", "");
    }
}
