package dev.redisentra.sample;

import dev.redisentra.sample.doctor.Doctor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The sample's main class. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class SampleApplication {
    /** Runs the service; all its settings come from the environment. With {@code --doctor} it checks them instead. */
    public static void main(String[] args) {
        if (Doctor.isAskedFor(args)) {
            System.exit(Doctor.run(args));
        }
        SpringApplication.run(SampleApplication.class, args);
    }
}
