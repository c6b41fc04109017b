-- What wrk sends besides its command line, and what it tells at the end, as one line of JSON: see wrk.ts.
-- The first argument is the length of the body of each request, by POST; 0 for GET.

function init(args)
  local octets = tonumber(args[1])
  if octets > 0 then
    wrk.method = "POST"
    wrk.body = string.rep("x", octets)
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  -- Times are in microseconds.
  io.write(string.format(
    '{"count":%d,"octets":%d,"microseconds":%d,"p50":%d,"p99":%d,"failures":%d}\n',
    summary.requests, summary.bytes, summary.duration, latency:percentile(50), latency:percentile(99), failed
  ))
end
