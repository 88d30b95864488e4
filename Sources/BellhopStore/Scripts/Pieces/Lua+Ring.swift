extension Lua {
    /// Defines the ring: `clock(queue)`, `enter(tenant, queue)`, `leave(tenant, queue)`, `charge(tenant, queue, by,
    /// lead)`, `stretch(tenant, queue, factor)`, `unpark(tenant, jobs)`.
    ///
    /// Start-time fair queueing (Goyal, Vin, Cheng 1996): a tenant enters at the later of its own tag and the clock;
    /// tags at or below the clock are not stored, so that an idle tenant costs nothing.
    static let ring = #"""
        local clocks = {}
        local function clock(queue)
            if not clocks[queue] then clocks[queue] = tonumber(call('HGET', ckey('clock'), 'v:' .. queue) or 0) end
            return clocks[queue]
        end
        local function enter(tenant, queue)
            local ring = ckey('ring', queue)
            if call('ZSCORE', ring, tenant) then return end
            local v = clock(queue)
            local stored = call('HGET', tkey('ten', tenant), 'tag:' .. queue)
            if stored then call('HDEL', tkey('ten', tenant), 'tag:' .. queue) end
            call('ZADD', ring, num(math.max(v, tonumber(stored or 0))), tenant)
        end
        local function store(tenant, queue, at, v)
            if at > v then call('HSET', tkey('ten', tenant), 'tag:' .. queue, num(at))
            else call('HDEL', tkey('ten', tenant), 'tag:' .. queue) end
        end
        local function leave(tenant, queue)
            local at = call('ZSCORE', ckey('ring', queue), tenant)
            if not at then return end
            call('ZREM', ckey('ring', queue), tenant)
            store(tenant, queue, tonumber(at), clock(queue))
        end
        local function charge(tenant, queue, by, lead)
            if by == 0 then return end
            local v = clock(queue)
            local function moved(from)
                -- A refund never lifts a tenant over those that were not charged, nor a bill beyond the longest lead.
                if by < 0 then return math.max(math.min(from, v), from + by) end
                return math.max(from, math.min(from + by, v + lead))
            end
            local at = call('ZSCORE', ckey('ring', queue), tenant)
            if at then return call('ZADD', ckey('ring', queue), moved(tonumber(at)), tenant) end
            local stored = call('HGET', tkey('ten', tenant), 'tag:' .. queue)
            if stored or by > 0 then store(tenant, queue, moved(math.max(tonumber(stored or 0), v)), v) end
        end
        local function stretch(tenant, queue, factor)
            local v = clock(queue)
            local at = tonumber(call('ZSCORE', ckey('ring', queue), tenant) or call('HGET', tkey('ten', tenant), 'tag:' .. queue) or 0)
            if at > v then charge(tenant, queue, math.floor((at - v) * (factor - 1)), 9e15) end
        end
        local function unpark(tenant, jobs)
            for _, queue in ipairs(call('ZRANGE', tkey('queues', tenant), 0, 1023)) do
                if call('EXISTS', tkey('lanes', tenant, queue)) == 1 then
                    enter(tenant, queue)
                    wake(queue, jobs)
                end
            end
        end

        """#
}
