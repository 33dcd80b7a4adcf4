package dev.redisentra.redisson;

import org.redisson.client.codec.Codec;
import org.redisson.client.protocol.CommandData;

/**
 * A command that blocks, as it is sent for one stretch. Its promise is that of the whole command: what Redisson resends
 * after a reconnect, or gives up, it finds here.
 */
final class Stretch<T, R> extends CommandData<T, R> {
    private final BlockingCommand<T, R> whole;
    private boolean nil = true;
    private boolean answered;

    Stretch(BlockingCommand<T, R> whole, CommandData<T, R> command, Object[] params) {
        super(whole, command.getMessageDecoder(), command.getCodec(), command.getCommand(), params);
        this.whole = whole;
    }

    BlockingCommand<T, R> whole() {
        return whole;
    }

    /** Redisson asks for it where there is something to decode, and only there. What it then makes of it may be null. */
    @Override
    public Codec getCodec() {
        nil = false;
        return super.getCodec();
    }

    boolean isNil() {
        return nil;
    }

    /** To be called when the server has answered: Redisson's decoder then goes on to the next command. */
    void answered() {
        answered = true;
    }

    @Override
    public boolean isExecuted() {
        return answered || super.isExecuted();
    }
}
