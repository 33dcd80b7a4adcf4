/**
 * The contract that every client passes: one suite, in terms that no client has to itself.
 *
 * <p>A client under test says by {@link dev.redisentra.contract.ClientUnderTest} how it does what applications do. A
 * {@link dev.redisentra.contract.Mode} uses it through renewals, and counts what went wrong. {@link
 * dev.redisentra.contract.Contract} makes tests of that, and {@link dev.redisentra.contract.Comparison} a record of what
 * clients do without an adapter. Tokens are renewed and expire by command, so that nothing here
 * depends on how fast a machine is.
 */
@NullMarked
package dev.redisentra.contract;

import org.jspecify.annotations.NullMarked;
