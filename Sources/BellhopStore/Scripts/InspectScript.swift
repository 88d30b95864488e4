import BellhopRedis

/// Reads all that is known of one job.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 job id, 5 outcome bucket, 6 payload wanted ("1")
///     Returns  `unknown`; or `finished` and the outcome; or state, record, errors or "", claim or "", instant in ms or
///              "0" (due, death or quarantine), the payload that is kept apart or "", and how far the run is or ""
///     Atomic   yes
///     Repeat   reads only
///     Cost     O(log jobs)
///     Bound    one job
enum InspectScript {
    static let script = RedisScript(
        "inspect", flags: Lua.readOnly, pieces: [],
        body: reading + "return inspect(ARGV[3], ARGV[4], ARGV[5], ARGV[6])\n")

    /// Defines `inspect(tenant, id, bucket, wanted)`.
    static let reading = #"""
        local function inspect(tenant, id, bucket, wanted)
            local record = call('HGET', tkey('job', tenant), id)
            if not record then
                local outcome = call('HGET', tkey('out', tenant, bucket), id)
                if outcome and struct.unpack('>I8', outcome) > now then return {'finished', outcome} end
                return {'unknown'}
            end
            local payload = wanted == '1' and call('HGET', tkey('payload', tenant), id) or ''
            local errors = call('HGET', tkey('err', tenant), id) or ''
            local claim = call('HGET', tkey('run', tenant), id)
            if claim then return {'running', record, errors, claim, '0', payload, call('HGET', tkey('prog', tenant), id) or ''} end
            for _, class in ipairs({'due', 'dead', 'quar'}) do
                local at = call('ZSCORE', tkey(class, tenant), id)
                if at then return {class, record, errors, '', num(tonumber(at)), payload, ''} end
            end
            return {'ready', record, errors, '', '0', payload, ''}
        end

        """#
}
