/**
 * Microsoft Entra ID: asks azure-identity for a token and reads from it who it is for. The one package that knows types
 * of the Azure SDK.
 */
@NullMarked
package dev.redisentra.core.entra;

import org.jspecify.annotations.NullMarked;
