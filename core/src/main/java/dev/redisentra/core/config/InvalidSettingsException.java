package dev.redisentra.core.config;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot work. Names every fault, and no secret. */
public final class InvalidSettingsException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final SettingFault[] faults;

    /** All faults of one configuration. */
    public InvalidSettingsException(List<SettingFault> faults) {
        super(faults.stream()
                .map(fault -> "  - " + fault)
                .collect(Collectors.joining("\n", "the Redis settings have " + count(faults.size()) + ":\n", "")));
        this.faults = faults.toArray(SettingFault[]::new);
    }

    /** The faults, in the order of the settings. */
    public List<SettingFault> faults() {
        return List.of(faults);
    }

    private static String count(int faults) {
        return faults == 1 ? "a fault" : faults + " faults";
    }
}
