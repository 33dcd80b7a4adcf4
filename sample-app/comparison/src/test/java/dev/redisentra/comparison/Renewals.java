package dev.redisentra.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import dev.redisentra.comparison.Comparison.Part;
import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Job;

/** Many connections through several renewals, with the AUTHs counted on the server's side. */
final class Renewals {
    private Renewals() {}

    static void measure(ClientKind client, Contender contender, Processes processes, Figures figures)
            throws IOException {
        List<Server.Counts> counts = new CopyOnWriteArrayList<>();
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        try (Server server = new Server(Job.CROWD_TOKEN)) {
            var unused = watch.scheduleWithFixedDelay(() -> counts.add(server.counts()), 0, 20, TimeUnit.MILLISECONDS);
            figures.read(processes.run(server, Part.RENEWAL, client, contender));
        } finally {
            watch.shutdownNow();
        }
        String name = "renewal/%s/%s/".formatted(client.title, contender.title);
        double connections = most(counts);
        figures.add(name + "connections", connections);
        figures.add(name + "closed at expiry", counts.get(counts.size() - 1).closedAtExpiry());
        if (contender != Contender.STATIC) {
            List<Renewal> renewals = of(counts);
            figures.add(name + "token requests", each(renewals, Renewal::tokenRequests));
            figures.add(name + "AUTHs for each connection", each(renewals, renewal -> renewal.auths / connections));
        }
    }

    private static double[] each(List<Renewal> renewals, ToDoubleFunction<Renewal> figure) {
        return renewals.stream().mapToDouble(figure).toArray();
    }

    record Renewal(long tokenRequests, long auths) {}

    private static long most(List<Server.Counts> counts) {
        return counts.stream().mapToLong(Server.Counts::open).max().orElse(0);
    }

    /**
     * From the arrival of one token to that of the next. One counts from when on all connections are open, so that no logins
     * are among its AUTHs; the last has no next one.
     */
    static List<Renewal> of(List<Server.Counts> counts) {
        List<Renewal> renewals = new ArrayList<>();
        Server.Counts begin = null;
        for (int i = 1; i < counts.size(); i++) {
            Server.Counts before = counts.get(i - 1);
            Server.Counts now = counts.get(i);
            if (now.tokenRequests() > before.tokenRequests()) {
                if (begin != null && begin.open() == most(counts)) {
                    renewals.add(new Renewal(
                            before.tokenRequests() - begin.tokenRequests(), before.auths() - begin.auths()));
                }
                begin = before;
            }
        }
        return renewals;
    }
}
