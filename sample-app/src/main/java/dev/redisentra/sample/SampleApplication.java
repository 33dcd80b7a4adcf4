package dev.redisentra.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The sample's main class. */
@SpringBootApplication
public class SampleApplication {
    /** Runs the service; all its settings come from the environment. */
    public static void main(String[] args) {
        SpringApplication.run(SampleApplication.class, args);
    }
}
