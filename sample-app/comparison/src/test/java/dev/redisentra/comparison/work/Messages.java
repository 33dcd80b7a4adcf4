package dev.redisentra.comparison.work;

import java.util.ArrayList;
import java.util.List;

/** What is published on a channel, to each of its subscribers. */
final class Messages implements Run {
    private final Driver publisher;
    private final Driver subscribers;
    private final String channel;
    private final Delivery delivery;

    Messages(Driver publisher, Driver subscribers, Identity identity, Segment segment) {
        this.publisher = publisher;
        this.subscribers = subscribers;
        this.channel = "comparison:" + segment.name();
        this.delivery = new Delivery(segment, identity, segment.threads());
    }

    @Override
    public Outcome outcome() {
        List<Driver.Subscription> subscriptions = new ArrayList<>();
        try {
            for (Recorder receiver : delivery.receivers()) {
                subscriptions.add(subscribers.subscribe(channel, message -> Delivery.received(message, receiver)));
            }
            delivery.send(message -> publisher.publish(channel, message));
            return delivery.outcome();
        } finally {
            subscriptions.forEach(Driver.Subscription::close);
        }
    }
}
