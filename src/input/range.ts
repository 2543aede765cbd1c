/** Ranges as people write them, of whatever. */
export const RANGE_EXPECTED = 'a range [min, max] with min not above max'
