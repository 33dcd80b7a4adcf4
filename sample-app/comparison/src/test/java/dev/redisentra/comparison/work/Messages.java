package dev.redisentra.comparison.work;

import java.util.ArrayList;
import java.util.List;

/** What is published on a channel, to each of its subscribers. */
final class Messages implements Run {
    private final Driver driver;
    private final String channel;
    private final Delivery delivery;

    Messages(Driver driver, Identity identity, Segment segment) {
        this.driver = driver;
        this.channel = "comparison:" + segment.name();
        this.delivery = new Delivery(segment, identity, segment.threads());
    }

    @Override
    public Outcome outcome() {
        List<Driver.Subscription> subscriptions = new ArrayList<>();
        try {
            for (Recorder receiver : delivery.receivers()) {
                subscriptions.add(driver.subscribe(channel, message -> Delivery.received(message, receiver)));
            }
            delivery.send(message -> driver.publish(channel, message));
            return delivery.outcome();
        } finally {
            subscriptions.forEach(Driver.Subscription::close);
        }
    }
}
