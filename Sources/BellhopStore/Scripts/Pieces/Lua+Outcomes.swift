extension Lua {
    /// Defines `forget(tenant, ids)`: deletes all that is kept of jobs beside their places and outcomes.
    static let forget = #"""
        local function forget(tenant, ids)
            for _, class in ipairs({'job', 'payload', 'err', 'prog', 'unk'}) do call('HDEL', tkey(class, tenant), unpack(ids)) end
        end

        """#

    /// Defines `bucketof(id)`: the bucket that a job's outcome goes to.
    static let bucket = #"""
        local function bucketof(id)
            local b = {string.byte(id, 1, 8)}
            return fmt('%02x%02x%02x%02x%04x', b[1], b[2], b[3], b[4], (b[7] % 16) * 256 + b[8])
        end

        """#

    /// Defines, over `bucket`, `forget`, `unique` and `weights`, `cancelled(tenant, lane, id, attempts, keep)`: writes down, for
    /// `keep` ms, that a job which is in no state any more was cancelled, and forgets the job.
    static let cancelled = #"""
        local function cancelled(tenant, lane, id, attempts, keep)
            local queue, name = string.match(lane, '^([^:]*):([^:]*)')
            local bucket = bucketof(id)
            local stamp = struct.pack('>I8I8', now + tonumber(keep), now)
            local common = string.char(1) .. string.rep('\0', 8) .. string.char(#queue) .. queue .. string.char(#name) .. name
            local own = string.char(math.floor(attempts / 256), attempts % 256, 0, 0, 0, 0)
            weigh(tenant, -sizes(tenant, {id}))
            giveup(tenant, {id})
            forget(tenant, {id})
            call('HSET', tkey('out', tenant, bucket), id, stamp .. common .. own)
            prolong(tenant, bucket, keep)
            call('HINCRBY', tkey('stat', tenant), 'cancelled', 1)
            announce(tenant, {id})
        end

        """#

    /// Defines `prolong(tenant, bucket, keep)`: keeps a bucket of outcomes for `keep` ms from now at the least, and notes a
    /// new one in the tenant's index, from which a few that have gone are taken.
    static let outcomes = #"""
        local function prolong(tenant, bucket, keep)
            local out = tkey('out', tenant, bucket)
            if call('PEXPIRE', out, keep, 'GT') == 1 or call('PEXPIRE', out, keep, 'NX') == 0 then return end
            local index = tkey('index', tenant)
            call('ZADD', index, num(now + tonumber(keep)), bucket)
            for _, past in ipairs(call('ZRANGEBYSCORE', index, '-inf', num(now), 'LIMIT', 0, 4)) do
                if call('EXISTS', tkey('out', tenant, past)) == 0 then call('ZREM', index, past) end
            end
        end

        """#

    /// Defines `announce(tenant, ids)`: tells those who wait for one of the jobs that it has ended.
    static let announce = #"""
        local function announce(tenant, ids)
            local key = tkey('wait', tenant)
            local awaited = call('ZMSCORE', key, unpack(ids))
            for i, id in ipairs(ids) do
                if awaited[i] then
                    call('PUBLISH', tkey('done', tenant), id)
                    call('ZREM', key, id)
                end
            end
        end

        """#
}
