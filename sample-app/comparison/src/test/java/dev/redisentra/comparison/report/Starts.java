package dev.redisentra.comparison.report;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.FirstCommand;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/** From a process's start to its first command's answer, and the same again in the process that is warm by then. */
final class Starts {
    /** Milliseconds of each run. */
    record Start(ClientKind client, Contender contender, List<Double> cold, List<Double> warm)
            implements Serializable {}

    private final Plan plan;
    private final Path logs;
    private final Progress progress;

    Starts(Plan plan, Path logs, Progress progress) {
        this.plan = plan;
        this.logs = logs;
        this.progress = progress;
    }

    List<Start> run(ClientKind client) throws IOException {
        Cell cell = new Cell(client, Topology.STANDALONE, Protocol.RESP3);
        Map<Contender, Start> starts = new EnumMap<>(Contender.class);
        List<Contender> contenders = List.of(Contender.STATIC, Contender.OFFICIAL, Contender.OURS);
        try (Server server = Server.start(cell)) {
            server.azure().identity().tokenLifetime(Plan.NO_RENEWAL);
            for (int round = 0; round < plan.rounds(); round++) {
                progress.step("%s: starts, round %d of %d".formatted(client.title(), round + 1, plan.rounds()));
                for (int i = 0; i < contenders.size(); i++) {
                    Contender contender = contenders.get((round + i) % contenders.size());
                    Start start = starts.computeIfAbsent(
                            contender, key -> new Start(client, key, new ArrayList<>(), new ArrayList<>()));
                    once(server, cell, start);
                }
            }
        }
        return List.copyOf(starts.values());
    }

    private void once(Server server, Cell cell, Start start) throws IOException {
        Process process = WorkerProcess.java(
                        FirstCommand.class.getName(),
                        List.of(cell.client().name(), start.contender().name()),
                        server.environment(cell, start.contender()),
                        logs.resolve("start-%s-%s.log".formatted(cell.client(), start.contender())))
                .start();
        try (var out = process.inputReader()) {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                progress.step(start.contender().title() + " did not start within 60 s");
                return;
            }
            out.lines().filter(line -> line.startsWith("first ")).forEach(line -> {
                String[] figures = line.split(" ", -1);
                start.cold().add(Double.parseDouble(figures[1]));
                start.warm().add(Double.parseDouble(figures[2]));
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
