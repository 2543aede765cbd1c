/**
 * A histogram of latencies in the manner of HdrHistogram: exact below 256, above with 128 buckets for each power of two, so that
 * a value is told to within 0.8 per cent, whatever its size. Counts alone are kept, so that any number of values fits.
 */

/** Buckets for each power of two, and how many bits tell them apart. */
const PARTS = 128
const PART_BITS = 7
/** Whole values up to this are told exactly. */
const EXACT_BELOW = 2 * PARTS

export class Histogram {
  readonly #counts: number[] = []
  #count = 0
  #sum = 0
  #min = Infinity
  #max = 0

  get count(): number {
    return this.#count
  }

  get max(): number {
    return this.#max
  }

  get min(): number {
    return this.#count === 0 ? 0 : this.#min
  }

  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count
  }

  /** Values are taken as whole numbers from 0. */
  record(value: number, times = 1): void {
    const whole = Math.max(0, Math.round(value))
    this.#add(bucketOf(whole), times)
    this.#sum += whole * times
    if (whole < this.#min) this.#min = whole
    if (whole > this.#max) this.#max = whole
  }

  /** The least value that so many per cent of all values do not exceed; 0 where there is none. */
  percentile(percent: number): number {
    if (this.#count === 0) return 0
    // Percentages such as 99.9 are no exact numbers, and must not round up to the next value.
    const rank = Math.max(1, Math.ceil((percent / 100) * this.#count - 1e-9 * this.#count))
    let passed = 0
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      passed += this.#counts[bucket] as number
      if (passed >= rank) return Math.min(Math.max(lastOf(bucket), this.#min), this.#max)
    }
    return this.#max
  }

  addAll(other: Histogram): void {
    for (const [bucket, times] of other.#counts.entries()) if (times > 0) this.#add(bucket, times)
    this.#sum += other.#sum
    this.#min = Math.min(this.#min, other.#min)
    this.#max = Math.max(this.#max, other.#max)
  }

  /**
   * The histogram as it would be had nobody waited with the next request for the answer to the last: for each value longer
   * than the interval at which requests were due, those are added that were not sent meanwhile, and would have waited for
   * the rest of it.
   */
  corrected(intervalExpected: number): Histogram {
    const result = new Histogram()
    result.addAll(this)
    if (!(intervalExpected > 0)) return result
    for (const [bucket, times] of this.#counts.entries()) {
      if (times > 0) result.#addMissed(Math.min(lastOf(bucket), this.#max), intervalExpected, times)
    }
    return result
  }

  /** Adds value - interval, value - 2 interval and so on down to the interval, bucket by bucket: there may be billions. */
  #addMissed(value: number, interval: number, times: number): void {
    const most = Math.floor(value / interval) - 1
    for (let from = 1; from <= most;) {
      const bucket = bucketOf(Math.round(value - from * interval))
      // As far as the values still round into this bucket.
      const until = Math.min(most, Math.max(from, Math.floor((value - firstOf(bucket)) / interval)))
      const missed = until - from + 1
      const middle = value - ((from + until) / 2) * interval
      this.#add(bucket, missed * times)
      this.#sum += middle * missed * times
      this.#min = Math.min(this.#min, Math.round(value - until * interval))
      from = until + 1
    }
  }

  #add(bucket: number, times: number): void {
    while (this.#counts.length <= bucket) this.#counts.push(0)
    this.#counts[bucket] = (this.#counts[bucket] as number) + times
    this.#count += times
  }
}

function bucketOf(value: number): number {
  if (value < EXACT_BELOW) return value
  const highestBit = value < 2 ** 32 ? 31 - Math.clz32(value) : 63 - Math.clz32(Math.floor(value / 2 ** 32))
  const shift = highestBit - PART_BITS
  return shift * PARTS + Math.floor(value / 2 ** shift)
}

function widthOf(bucket: number): number {
  return bucket < EXACT_BELOW ? 1 : 2 ** (Math.floor(bucket / PARTS) - 1)
}

function firstOf(bucket: number): number {
  const width = widthOf(bucket)
  return width === 1 ? bucket : (PARTS + (bucket % PARTS)) * width
}

function lastOf(bucket: number): number {
  return firstOf(bucket) + widthOf(bucket) - 1
}
