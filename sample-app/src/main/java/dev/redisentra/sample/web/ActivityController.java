package dev.redisentra.sample.web;

import java.util.List;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** For the status page: the last five minutes, and each second from now on as an event {@code second}. */
@RestController
class ActivityController {
    private final Activity activity;
    private final EventStreams streams;

    ActivityController(Activity activity, EventStreams streams) {
        this.activity = activity;
        this.streams = streams;
    }

    @GetMapping("/api/activity")
    List<Activity.Second> history() {
        return activity.history();
    }

    @GetMapping(path = "/api/activity/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream() {
        return streams.open(stream -> activity.watch(second -> stream.send("second", second)));
    }
}
