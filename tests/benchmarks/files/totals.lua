-- What wrk counted, as numbers that need no guessing: its own words round to two places.
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    "TOTALS %d %d %d %d %.0f %.0f\n",
    summary.requests, summary.duration, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
