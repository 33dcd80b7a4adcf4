package dev.redisentra.spring;

import dev.redisentra.core.config.AzureService;
import org.springframework.core.env.Environment;

/**
 * Whether Redis is logged in to with a credential source, and why: said in the condition report, whichever it is.
 *
 * @param on whether it is
 * @param reason what decided it, in a clause
 */
record Activation(boolean on, String reason) {
    static final String ENABLED = RedisEntraSettings.PREFIX + "enabled";

    static Activation of(Environment environment) {
        String wanted = environment.getProperty(ENABLED);
        if (wanted != null && !wanted.isBlank()) {
            return new Activation(Boolean.parseBoolean(wanted.strip()), ENABLED + " is " + wanted.strip());
        }
        BootAddress address = BootAddress.of(environment);
        if (address.hasPassword()) {
            return new Activation(
                    false, "a password is set in %s*: take it out, or set %s".formatted(BootAddress.PREFIX, ENABLED));
        }
        if (address.host() == null) {
            return new Activation(false, "%s is not set".formatted(address.property()));
        }
        AzureService service = AzureService.of(address.host());
        if (service == AzureService.OTHER) {
            return new Activation(
                    false,
                    "%s in %s is not a host name of Azure's: set %s=true if it names a cache"
                            .formatted(address.host(), address.property(), ENABLED));
        }
        return new Activation(true, "%s is %s, and no password is set".formatted(address.host(), service.title()));
    }
}
