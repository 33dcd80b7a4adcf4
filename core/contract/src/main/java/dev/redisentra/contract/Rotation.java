package dev.redisentra.contract;

import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.ManagedIdentity;

/** How one token takes the place of another. */
interface Rotation {
    /** Returns when there is a new token; gives the old one. */
    IssuedToken renew();

    /** Lets the old one expire: now, or when its time has come. */
    void expire(IssuedToken old);

    /** At the moment that a mode says. */
    static Rotation commanded(CommandedSource source, ManagedIdentity identity) {
        return new Rotation() {
            @Override
            public IssuedToken renew() {
                return source.renew();
            }

            @Override
            public void expire(IssuedToken old) {
                identity.expire(old);
            }
        };
    }
}
