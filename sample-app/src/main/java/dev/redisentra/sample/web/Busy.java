package dev.redisentra.sample.web;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** 503 where something that holds a connection or a thread is used to its limit. */
final class Busy {
    private static final String SECONDS_TO_RETRY_AFTER = "2";

    private Busy() {}

    static ErrorResponseException allTaken(int most, String what) {
        ErrorResponseException refusal = new ErrorResponseException(
                HttpStatus.SERVICE_UNAVAILABLE,
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "%d %s already, and that is the limit; try again".formatted(most, what)),
                null);
        refusal.getHeaders().set(HttpHeaders.RETRY_AFTER, SECONDS_TO_RETRY_AFTER);
        return refusal;
    }
}
