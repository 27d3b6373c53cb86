declare const brand: unique symbol;

/** A primitive that must not be confused with another of the same shape. One constructor function per brand. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
