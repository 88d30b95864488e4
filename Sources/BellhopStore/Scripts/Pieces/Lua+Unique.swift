extension Lua {
    /// Defines, over `due`, what becomes of unique keys: `starting(tenant, ids)`, `waiting(tenant, ids)` and
    /// `giveup(tenant, ids)`, to be called in the script in which jobs start, wait again, or end.
    ///
    /// The hash `uniq` holds the job that stands for a key, and under `>` and the key one that follows it; `uof` holds for
    /// each such job how long it stands for its key (`W` while it waits, `S` until it has started, `F` until it has ended),
    /// then the key. A follower is due at the end of time, and has an `N` before its words. So a key is an index over live
    /// jobs: there is no lock that could outlive its job.
    static let unique = #"""
        local function starting(tenant, ids)
            local marks = call('HMGET', tkey('uof', tenant), unpack(ids))
            for i = 1, #ids do
                local mode, field = string.match(marks[i] or '', '^([WS])(.+)$')
                if mode then
                    if call('HGET', tkey('uniq', tenant), field) == ids[i] then call('HDEL', tkey('uniq', tenant), field) end
                    if mode == 'S' then call('HDEL', tkey('uof', tenant), ids[i]) end
                end
            end
        end
        local function waiting(tenant, ids)
            local marks = call('HMGET', tkey('uof', tenant), unpack(ids))
            for i = 1, #ids do
                local field = string.match(marks[i] or '', '^W(.+)$')
                if field then call('HSETNX', tkey('uniq', tenant), field, ids[i]) end
            end
        end
        local function giveup(tenant, ids)
            local uof, uniq = tkey('uof', tenant), tkey('uniq', tenant)
            if call('EXISTS', uof) == 0 then return end
            local marks = call('HMGET', uof, unpack(ids))
            for i = 1, #ids do
                local mode, field = string.match(marks[i] or '', '^(N?[WSF])(.+)$')
                if mode then
                    call('HDEL', uof, ids[i])
                    local place = string.sub(mode, 1, 1) == 'N' and '>' .. field or field
                    if call('HGET', uniq, place) == ids[i] then
                        local follower = place == field and call('HGET', uniq, '>' .. field)
                        local record = follower and call('HGET', tkey('job', tenant), follower)
                        call('HDEL', uniq, place, '>' .. place)
                        if record then
                            call('HSET', uniq, field, follower)
                            call('HSET', uof, follower, string.sub(call('HGET', uof, follower), 2))
                            call('ZADD', tkey('due', tenant), num(now), follower)
                            rearm(tenant)
                            wake(queueof(routing(record)), 1)
                        end
                    end
                end
            end
        end

        """#
}
