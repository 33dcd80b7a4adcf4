package dev.redisentra.comparison.fleet;

import java.util.Arrays;

/** Events counted by the second. */
public final class Load {
    private final int[] perSecond;

    Load(int seconds) {
        this.perSecond = new int[seconds];
    }

    void add(long millis) {
        int second = (int) (millis / 1_000);
        if (second < perSecond.length) {
            perSecond[second]++;
        }
    }

    /** In the busiest second from one on. */
    public int peak(int fromSecond) {
        return Arrays.stream(perSecond).skip(fromSecond).max().orElse(0);
    }

    public long total() {
        return Arrays.stream(perSecond).asLongStream().sum();
    }

    /** In a stretch of seconds. */
    public int[] between(int from, int to) {
        return Arrays.copyOfRange(perSecond, from, to);
    }
}
