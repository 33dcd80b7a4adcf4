package dev.redisentra.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.metrics.CredentialMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The meters of all sources. Where there are several, each is tagged with the name of its cache. */
final class SourceMetrics implements MeterBinder, AutoCloseable {
    private final Sources sources;
    private final List<CredentialMetrics> bound = new ArrayList<>();

    SourceMetrics(Sources sources) {
        this.sources = sources;
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        Map<String, CredentialSource> all = sources.all();
        all.forEach((name, source) -> {
            CredentialMetrics metrics =
                    new CredentialMetrics(source, all.size() == 1 ? Tags.empty() : Tags.of("cache", name));
            metrics.bindTo(registry);
            bound.add(metrics);
        });
    }

    @Override
    public synchronized void close() {
        bound.forEach(CredentialMetrics::close);
        bound.clear();
    }
}
