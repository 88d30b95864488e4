import BellhopRedis

/// Reads a tenant's record and what is set for it, by itself and by its kind.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, then the record's fields that are wanted
///     Returns  the wanted fields or "", number of limits of lanes, then field and value of each, then field and value of each
///              setting of its kind
///     Atomic   yes
///     Repeat   reads only
///     Cost     O(settings)
///     Bound    the tenant's and the kind's settings
enum RecordScript {
    static let script = RedisScript(
        "record", flags: Lua.readOnly, pieces: [],
        body: #"""
            local tenant, reply = ARGV[3], {}
            for i = 4, #ARGV do reply[i - 3] = call('HGET', tkey('ten', tenant), ARGV[i]) or '' end
            local limits, kind = call('HGETALL', tkey('lim', tenant)), call('HGET', tkey('ten', tenant), 'kind')
            reply[#reply + 1] = #limits / 2
            for _, word in ipairs(limits) do reply[#reply + 1] = word end
            if kind then for _, word in ipairs(call('HGETALL', ckey('kind', kind))) do reply[#reply + 1] = word end end
            return reply
            """#)
}
