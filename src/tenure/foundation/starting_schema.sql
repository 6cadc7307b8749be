-- What the migrations named at the end come to. Written by `make schema`; not to be edited.
SET LOCAL check_function_bodies = false;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);
CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);
CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);
CREATE FUNCTION public.book_refuse_broken_bundle() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    broken bigint;
BEGIN
    SELECT f.bundle_id INTO broken
    FROM (SELECT DISTINCT bundle_id FROM fresh) f
    LEFT JOIN book_bundle b ON b.id = f.bundle_id
    WHERE b.size IS DISTINCT FROM (
            SELECT count(*) FROM book_bundleitem i WHERE i.bundle_id = f.bundle_id
        ) OR EXISTS (
            SELECT FROM fresh i WHERE i.bundle_id = f.bundle_id AND i.product_id = b.product_id
        )
    LIMIT 1;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'the items of bundle % are not whole', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bundleitem_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.book_refuse_broken_tiers() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    broken bigint;
BEGIN
    SELECT t.entry_id INTO broken FROM (
        SELECT t.*, e.charge_model, e.unit_price_e4 AS first_price_e4, f.id IS NULL AS is_older,
            lag(t.from_quantity) OVER k AS before_from, lag(t.unit_price_e4) OVER k AS before_e4,
            lag(t.below_e8) OVER k AS before_e8
        FROM book_pricetier t
        LEFT JOIN book_priceentry e ON e.id = t.entry_id
        LEFT JOIN fresh f ON f.id = t.id
        WHERE t.entry_id IN (SELECT entry_id FROM fresh)
        WINDOW k AS (PARTITION BY t.entry_id ORDER BY t.from_quantity)
    ) t
    WHERE is_older OR charge_model IS NULL OR charge_model NOT IN ('volume', 'graduated')
        OR (before_from IS NULL AND (from_quantity <> 0 OR unit_price_e4 <> first_price_e4))
        OR below_e8 <> CASE
            WHEN charge_model = 'volume' OR before_from IS NULL THEN 0
            ELSE before_e8 + (from_quantity - before_from) * 10000 * before_e4
        END
    LIMIT 1;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'the tiers of list price % are not whole', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pricetier_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.book_refuse_coverless() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM book_pricecover WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'list price % covers nothing', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'priceentry_covers';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.book_refuse_empty_bundle() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM book_bundleitem WHERE bundle_id = NEW.id) THEN
        RAISE EXCEPTION 'bundle % has no items', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bundle_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.book_refuse_endless_succession() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    broken text;
BEGIN
    SELECT p.code INTO broken
    FROM book_successionchain c JOIN book_product p ON p.id = c.product_id
    WHERE c.links > 8 OR c.n > 1000000 OR c.d > 1000000
    UNION ALL
    SELECT p.code FROM fresh f
    JOIN book_product p ON p.id = f.product_id JOIN book_product s ON s.id = f.successor_id
    WHERE s.charge <> p.charge
    LIMIT 1;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'the successors of % go round in a circle, on for too long, or to another '
            'kind of charge', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'succession_ends';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.book_refuse_late_covers() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    broken bigint;
BEGIN
    SELECT c.entry_id INTO broken
    FROM book_pricecover c
    LEFT JOIN book_priceentry e ON e.id = c.entry_id
    LEFT JOIN fresh f ON f.id = c.id
    WHERE c.entry_id IN (SELECT entry_id FROM fresh)
        AND (f.id IS NULL OR e.covers_everything IS DISTINCT FROM false)
    LIMIT 1;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'what list price % covers is said already', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pricecover_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.book_refuse_locked() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    open_from date := (SELECT max("before") FROM book_periodlock l
    WHERE NOT EXISTS (SELECT FROM book_periodreopening r WHERE r.lock_id = l.id));
    found date;
BEGIN
    IF open_from IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'book_order' THEN
        SELECT min(booked_on) INTO found FROM fresh;
    ELSE
        SELECT least(min(booked_on), min(effective_on)) INTO found FROM fresh;
    END IF;
    IF found < open_from THEN
        RAISE EXCEPTION 'the periods before % are locked: % refused', open_from, found
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.book_refuse_tierless() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM book_pricetier WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'list price % has no tiers', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'priceentry_tiered';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.foundation_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('tenure.allow_truncate', true) = 'on' THEN
        RETURN NULL;  -- only test databases set this
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION public.pricing_refuse_issue() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
DECLARE
    earlier int;
    standing int;
BEGIN
    EXECUTE format(
        'SELECT count(*), count(*) FILTER (WHERE w.id IS NULL)
         FROM %I p LEFT JOIN pricing_policywithdrawal w ON w.%I = p.id
         WHERE (p.segment, p.region, p.family, p.channel, p.partner_tier, p.program, p.start_on)
            = (($1).segment, ($1).region, ($1).family, ($1).channel, ($1).partner_tier,
               ($1).program, ($1).start_on)',
        TG_TABLE_NAME, TG_ARGV[0]
    ) INTO earlier, standing USING NEW;
    IF standing > 0 OR NEW.issue <> earlier + 1 THEN
        RAISE EXCEPTION 'another policy stands for this slice from %', NEW.start_on
            USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $_$;
CREATE FUNCTION public.pricing_refuse_withdrawal() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.withdrawn_on >= coalesce(
        (SELECT start_on FROM pricing_pricepolicy WHERE id = NEW.price_id),
        (SELECT start_on FROM pricing_discountpolicy WHERE id = NEW.discount_id),
        (SELECT start_on FROM pricing_marginpolicy WHERE id = NEW.margin_id)
    ) THEN
        RAISE EXCEPTION 'a policy that has started is superseded, not withdrawn'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;
CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;
CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;
CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);
CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;
CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;
CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;
CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION public.renewals_begin_ownership() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    
    INSERT INTO renewals_ownership (renewal_id, owner_id, from_at, why)
    SELECT id, owner_id, opened_on::timestamp AT TIME ZONE 'UTC', '' FROM opened
    WHERE owner_id IS NOT NULL ORDER BY id;
    RETURN NULL;
END $$;
CREATE FUNCTION public.renewals_keep_ownership() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.until_at IS NULL AND NEW.until_at IS NOT NULL
       AND (OLD.id, OLD.renewal_id, OLD.owner_id, OLD.from_at, OLD.why, OLD.by_id)
           IS NOT DISTINCT FROM
           (NEW.id, NEW.renewal_id, NEW.owner_id, NEW.from_at, NEW.why, NEW.by_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'renewals_ownership keeps what was: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE AGGREGATE public.book_lcm(bigint) (
    SFUNC = pg_catalog.lcm,
    STYPE = bigint,
    INITCOND = '1'
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_arrmovement (
    id bigint NOT NULL,
    lot integer NOT NULL,
    kind character varying(16) NOT NULL,
    effective_on date NOT NULL,
    booked_on date NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    contract_id bigint NOT NULL,
    order_id bigint NOT NULL,
    CONSTRAINT movement_currency CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT movement_kind_known CHECK (((kind)::text = ANY (ARRAY[('new'::character varying)::text, ('expansion'::character varying)::text, ('contraction'::character varying)::text, ('price_increase'::character varying)::text, ('price_decrease'::character varying)::text, ('churn'::character varying)::text, ('reactivation'::character varying)::text, ('transfer'::character varying)::text, ('merge'::character varying)::text, ('fx'::character varying)::text]))),
    CONSTRAINT movement_not_nothing CHECK ((NOT (amount_minor = 0)))
);
ALTER TABLE public.book_arrmovement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_arrmovement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_bundle (
    id bigint NOT NULL,
    start_on date NOT NULL,
    size smallint NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT bundle_sane CHECK ((size >= 0))
);
ALTER TABLE public.book_bundle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_bundle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_bundleitem (
    id bigint NOT NULL,
    quantity numeric(18,4) NOT NULL,
    bundle_id bigint NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT bundleitem_sane CHECK ((quantity > (0)::numeric))
);
ALTER TABLE public.book_bundleitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_bundleitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_contract (
    id bigint NOT NULL,
    key character varying(120) NOT NULL,
    name character varying(200) NOT NULL,
    channel character varying(12) NOT NULL,
    currency character varying(3) NOT NULL,
    start_on date NOT NULL,
    end_on date,
    first_start_on date NOT NULL,
    term_months smallint,
    renewal_type character varying(10) NOT NULL,
    renewal_term_months smallint NOT NULL,
    notice_days smallint NOT NULL,
    price_method character varying(8) NOT NULL,
    uplift_bp integer,
    uplift_cap_bp integer,
    price_hold_until date,
    terms_version character varying(40) NOT NULL,
    co_term_group character varying(60) NOT NULL,
    ended_on date,
    end_reason character varying(60) NOT NULL,
    revision integer NOT NULL,
    bill_to_id bigint,
    customer_id bigint NOT NULL,
    distributor_id bigint,
    owner_id bigint,
    reseller_id bigint,
    billing_months smallint,
    time_zone character varying(40) DEFAULT ''::character varying NOT NULL,
    index_ceiling_bp integer,
    index_code character varying(40) DEFAULT ''::character varying NOT NULL,
    index_floor_bp integer,
    index_lag_months smallint,
    index_plus_bp integer,
    escalator_bp integer,
    CONSTRAINT contract_clauses_sane CHECK (((notice_days >= 0) AND (renewal_term_months > 0) AND ((uplift_cap_bp IS NULL) OR (uplift_cap_bp >= 0)) AND ((billing_months IS NULL) OR (billing_months > 0)) AND ((escalator_bp IS NULL) OR ((escalator_bp >= '-10000'::integer) AND (escalator_bp <= 100000))))),
    CONSTRAINT contract_currency CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT contract_index_clause CHECK ((((index_ceiling_bp IS NULL) AND ((index_code)::text = ''::text) AND (index_floor_bp IS NULL) AND (index_lag_months IS NULL) AND (index_plus_bp IS NULL)) OR ((NOT ((index_code)::text = ''::text)) AND (index_lag_months IS NOT NULL) AND ((index_lag_months >= 1) AND (index_lag_months <= 36)) AND ((index_plus_bp IS NULL) OR ((index_plus_bp >= '-10000'::integer) AND (index_plus_bp <= 100000))) AND ((index_floor_bp IS NULL) OR ((index_floor_bp >= '-10000'::integer) AND (index_floor_bp <= 100000))) AND ((index_ceiling_bp IS NULL) OR ((index_ceiling_bp >= '-10000'::integer) AND (index_ceiling_bp <= 100000))) AND ((index_floor_bp IS NULL) OR (index_ceiling_bp IS NULL) OR (index_floor_bp <= index_ceiling_bp))))),
    CONSTRAINT contract_renewal_type CHECK (((renewal_type)::text = ANY (ARRAY[('manual'::character varying)::text, ('auto'::character varying)::text, ('once'::character varying)::text, ('evergreen'::character varying)::text]))),
    CONSTRAINT contract_term_runs CHECK (((end_on IS NULL) OR (end_on > start_on)))
);
ALTER TABLE public.book_contract ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_contract_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_dealapproval (
    id bigint NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    start_on date NOT NULL,
    end_on date NOT NULL,
    approved_on date NOT NULL,
    approved_by_id bigint NOT NULL,
    contract_id bigint NOT NULL,
    partner_id bigint NOT NULL,
    registration_id bigint NOT NULL,
    CONSTRAINT dealapproval_runs CHECK ((end_on >= start_on))
);
ALTER TABLE public.book_dealapproval ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_dealapproval_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_dealregistration (
    id bigint NOT NULL,
    start_on date NOT NULL,
    end_on date NOT NULL,
    note character varying(500) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    contract_id bigint NOT NULL,
    partner_id bigint NOT NULL,
    registered_by_id bigint NOT NULL,
    CONSTRAINT deal_lasts CHECK ((end_on > start_on))
);
ALTER TABLE public.book_dealregistration ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_dealregistration_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_dealwithdrawal (
    id bigint NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    withdrawn_on date NOT NULL,
    reason character varying(500) NOT NULL,
    registration_id bigint NOT NULL,
    withdrawn_by_id bigint NOT NULL
);
ALTER TABLE public.book_dealwithdrawal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_dealwithdrawal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_indexvalue (
    id bigint NOT NULL,
    month date NOT NULL,
    value_e3 bigint NOT NULL,
    published_on date NOT NULL,
    index_id bigint NOT NULL,
    CONSTRAINT indexvalue_of_a_month CHECK (((EXTRACT(day FROM month) = (1)::numeric) AND (published_on >= month))),
    CONSTRAINT indexvalue_sane CHECK (((value_e3 >= 1) AND (value_e3 <= 1000000000)))
);
ALTER TABLE public.book_indexvalue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_indexvalue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_line (
    id bigint NOT NULL,
    lot integer NOT NULL,
    quantity numeric(18,4) NOT NULL,
    unit_price_e4 bigint NOT NULL,
    price_months smallint NOT NULL,
    currency character varying(3) NOT NULL,
    start_on date NOT NULL,
    end_on date,
    lot_key character varying(120) NOT NULL,
    list_price_e4 bigint,
    uplift_bp integer,
    arr_minor bigint NOT NULL,
    prior_end_on date,
    contract_id bigint NOT NULL,
    product_id bigint NOT NULL,
    suspended boolean DEFAULT false NOT NULL,
    CONSTRAINT line_currency CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT line_follows CHECK (((prior_end_on IS NULL) OR (prior_end_on <= start_on))),
    CONSTRAINT line_runs CHECK (((end_on IS NULL) OR (end_on > start_on))),
    CONSTRAINT line_sane CHECK (((quantity >= (0)::numeric) AND (unit_price_e4 >= 0) AND (price_months > 0)))
);
ALTER TABLE public.book_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_order (
    id bigint NOT NULL,
    number integer NOT NULL,
    kind character varying(12) NOT NULL,
    effective_on date NOT NULL,
    booked_on date NOT NULL,
    key character varying(120) NOT NULL,
    reason character varying(200) NOT NULL,
    terms jsonb,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    booked_by_id bigint NOT NULL,
    contract_id bigint NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    bundle character varying(40) DEFAULT ''::character varying NOT NULL,
    reverses integer,
    CONSTRAINT order_kind_known CHECK (((kind)::text = ANY (ARRAY[('new'::character varying)::text, ('renewal'::character varying)::text, ('amendment'::character varying)::text, ('termination'::character varying)::text, ('transfer'::character varying)::text, ('suspension'::character varying)::text, ('resumption'::character varying)::text, ('reset'::character varying)::text, ('bridge'::character varying)::text, ('merge'::character varying)::text, ('split'::character varying)::text, ('reversal'::character varying)::text])))
);
ALTER TABLE public.book_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_orderaction (
    id bigint NOT NULL,
    lot integer NOT NULL,
    quantity numeric(18,4) NOT NULL,
    unit_price_e4 bigint NOT NULL,
    price_months smallint NOT NULL,
    currency character varying(3) NOT NULL,
    start_on date NOT NULL,
    end_on date,
    lot_key character varying(120) NOT NULL,
    list_price_e4 bigint,
    uplift_bp integer,
    kind character varying(16) NOT NULL,
    order_id bigint NOT NULL,
    product_id bigint NOT NULL,
    from_contract_id bigint,
    replaces_lot integer,
    suspended boolean DEFAULT false NOT NULL
);
ALTER TABLE public.book_orderaction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_orderaction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_overage (
    id bigint NOT NULL,
    lot integer NOT NULL,
    quantity numeric(18,4) NOT NULL,
    start_on date NOT NULL,
    end_on date NOT NULL,
    months smallint NOT NULL,
    days smallint NOT NULL,
    month_days smallint NOT NULL,
    true_forward boolean NOT NULL,
    note character varying(500) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    contract_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT overage_sane CHECK (((end_on > start_on) AND (quantity >= (0)::numeric) AND (months >= 0) AND (days >= 0) AND (month_days > 0)))
);
ALTER TABLE public.book_overage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_overage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_periodlock (
    id bigint NOT NULL,
    before date NOT NULL,
    locked_on date NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    locked_by_id bigint NOT NULL
);
ALTER TABLE public.book_periodlock ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_periodlock_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_periodreopening (
    id bigint NOT NULL,
    reason text NOT NULL,
    reopened_on date NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    lock_id bigint NOT NULL,
    reopened_by_id bigint NOT NULL,
    CONSTRAINT periodreopening_says_why CHECK ((NOT (reason = ''::text)))
);
ALTER TABLE public.book_periodreopening ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_periodreopening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_pricebook (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(120) NOT NULL
);
ALTER TABLE public.book_pricebook ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_pricebook_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_pricecover (
    id bigint NOT NULL,
    family character varying(80) NOT NULL,
    entry_id bigint NOT NULL,
    product_id bigint,
    CONSTRAINT pricecover_names_one CHECK ((((product_id IS NULL) AND (NOT ((family)::text = ''::text))) OR (((family)::text = ''::text) AND (product_id IS NOT NULL))))
);
ALTER TABLE public.book_pricecover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_pricecover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_priceentry (
    id bigint NOT NULL,
    currency character varying(3) NOT NULL,
    unit_price_e4 bigint NOT NULL,
    price_months smallint NOT NULL,
    start_on date NOT NULL,
    end_on date,
    price_book_id bigint NOT NULL,
    product_id bigint NOT NULL,
    charge_model character varying(16) DEFAULT 'per_unit'::character varying NOT NULL,
    package_quantity numeric(18,4),
    covers_everything boolean DEFAULT true NOT NULL,
    percent_bp integer,
    CONSTRAINT priceentry_charge_model CHECK ((((charge_model)::text = ANY (ARRAY[('per_unit'::character varying)::text, ('volume'::character varying)::text, ('graduated'::character varying)::text, ('package'::character varying)::text, ('percent_of_total'::character varying)::text])) AND ((((charge_model)::text = 'package'::text) AND (package_quantity > (0)::numeric) AND (package_quantity IS NOT NULL)) OR ((NOT ((charge_model)::text = 'package'::text)) AND (package_quantity IS NULL))))),
    CONSTRAINT priceentry_currency CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT priceentry_percent CHECK (((((charge_model)::text = 'percent_of_total'::text) AND (percent_bp IS NOT NULL) AND ((percent_bp >= 0) AND (percent_bp <= 1000000)) AND (unit_price_e4 = 0)) OR ((NOT ((charge_model)::text = 'percent_of_total'::text)) AND covers_everything AND (percent_bp IS NULL)))),
    CONSTRAINT priceentry_sane CHECK (((unit_price_e4 >= 0) AND (price_months > 0)))
);
ALTER TABLE public.book_priceentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_priceentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_priceindex (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL
);
ALTER TABLE public.book_priceindex ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_priceindex_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_pricetier (
    id bigint NOT NULL,
    from_quantity numeric(18,4) NOT NULL,
    unit_price_e4 bigint NOT NULL,
    below_e8 bigint NOT NULL,
    entry_id bigint NOT NULL,
    CONSTRAINT pricetier_sane CHECK (((from_quantity >= (0)::numeric) AND (unit_price_e4 >= 0) AND (below_e8 >= 0)))
);
ALTER TABLE public.book_pricetier ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_pricetier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_product (
    id bigint NOT NULL,
    code character varying(120) NOT NULL,
    name character varying(200) NOT NULL,
    family character varying(80) NOT NULL,
    charge character varying(12) NOT NULL,
    support_tier character varying(40) NOT NULL,
    successor_id bigint
);
ALTER TABLE public.book_product ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.book_succession (
    id bigint NOT NULL,
    successor_n integer NOT NULL,
    successor_d integer NOT NULL,
    start_on date NOT NULL,
    product_id bigint NOT NULL,
    successor_id bigint,
    CONSTRAINT succession_sane CHECK (((successor_n >= 1) AND (successor_n <= 1000000) AND ((successor_d >= 1) AND (successor_d <= 1000000)) AND (((successor_id IS NOT NULL) AND (NOT ((successor_id = product_id) AND (successor_id IS NOT NULL)))) OR ((successor_id IS NULL) AND (successor_d = 1) AND (successor_n = 1)))))
);
CREATE VIEW public.book_successionchain AS
 WITH RECURSIVE dated AS (
         SELECT book_succession.product_id,
            book_succession.successor_id,
            book_succession.successor_n AS n,
            book_succession.successor_d AS d,
            book_succession.start_on AS from_on,
            COALESCE(lead(book_succession.start_on) OVER (PARTITION BY book_succession.product_id ORDER BY book_succession.start_on), 'infinity'::date) AS until_on
           FROM public.book_succession
        ), chain AS (
         SELECT dated.product_id,
            dated.successor_id AS renewed_id,
            (dated.n)::numeric AS n,
            (dated.d)::numeric AS d,
            dated.from_on,
            dated.until_on,
            1 AS links
           FROM dated
          WHERE (dated.successor_id IS NOT NULL)
        UNION ALL
         SELECT c.product_id,
            s.successor_id,
            (c.n * (s.n)::numeric),
            (c.d * (s.d)::numeric),
            GREATEST(c.from_on, s.from_on) AS "greatest",
            LEAST(c.until_on, s.until_on) AS "least",
            (c.links + 1)
           FROM (chain c
             JOIN dated s ON (((s.product_id = c.renewed_id) AND (s.successor_id IS NOT NULL) AND (s.from_on < c.until_on) AND (s.until_on > c.from_on))))
          WHERE (c.links < 9)
        )
 SELECT product_id,
    renewed_id,
    div(n, gcd(n, d)) AS n,
    div(d, gcd(n, d)) AS d,
    from_on,
    until_on,
    links
   FROM chain;
CREATE VIEW public.book_renewedproduct AS
 WITH stays AS (
         SELECT s_1.id AS product_id,
            '-infinity'::date AS from_on,
            COALESCE(min(o.start_on), 'infinity'::date) AS until_on
           FROM (( SELECT DISTINCT book_succession.successor_id AS id
                   FROM public.book_succession) s_1
             LEFT JOIN public.book_succession o ON ((o.product_id = s_1.id)))
          GROUP BY s_1.id
        UNION ALL
         SELECT every.product_id,
            every.start_on,
            COALESCE(every.next_on, 'infinity'::date) AS "coalesce"
           FROM ( SELECT book_succession.id,
                    book_succession.successor_n,
                    book_succession.successor_d,
                    book_succession.start_on,
                    book_succession.product_id,
                    book_succession.successor_id,
                    lead(book_succession.start_on) OVER (PARTITION BY book_succession.product_id ORDER BY book_succession.start_on) AS next_on
                   FROM public.book_succession) every
          WHERE (every.successor_id IS NULL)
        )
 SELECT c.product_id,
    c.renewed_id,
    c.n,
    c.d,
    GREATEST(c.from_on, s.from_on) AS from_on,
    LEAST(c.until_on, s.until_on) AS until_on
   FROM (public.book_successionchain c
     JOIN stays s ON (((s.product_id = c.renewed_id) AND (s.from_on < c.until_on) AND (s.until_on > c.from_on))));
ALTER TABLE public.book_succession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.book_succession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_automaticrenewal (
    id bigint NOT NULL,
    booked_on date NOT NULL,
    order_id bigint NOT NULL,
    quote_id bigint,
    renewal_id bigint NOT NULL
);
ALTER TABLE public.closing_automaticrenewal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_automaticrenewal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_booking (
    id bigint NOT NULL,
    booked_on date NOT NULL,
    booked_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    acceptance_id bigint NOT NULL,
    booked_by_id bigint NOT NULL,
    order_id bigint NOT NULL
);
ALTER TABLE public.closing_booking ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_booking_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_bookingrefusal (
    id bigint NOT NULL,
    reason text NOT NULL,
    tried_on date NOT NULL,
    acceptance_id bigint NOT NULL,
    CONSTRAINT bookingrefusal_says_why CHECK ((NOT (reason = ''::text)))
);
ALTER TABLE public.closing_bookingrefusal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_bookingrefusal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_churndecision (
    id bigint NOT NULL,
    is_granted boolean NOT NULL,
    note text NOT NULL,
    decided_on date NOT NULL,
    by_id bigint NOT NULL,
    exception_id bigint NOT NULL,
    CONSTRAINT churndecision_says_why_not CHECK ((is_granted OR (NOT (note = ''::text))))
);
ALTER TABLE public.closing_churndecision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_churndecision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_churnexception (
    id bigint NOT NULL,
    reason character varying(16) NOT NULL,
    note text NOT NULL,
    asked_on date NOT NULL,
    asked_by_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    CONSTRAINT churnexception_says_why CHECK ((NOT (note = ''::text)))
);
ALTER TABLE public.closing_churnexception ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_churnexception_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_closingtick (
    id bigint NOT NULL,
    step character varying(16) NOT NULL,
    note character varying(200) NOT NULL,
    done_on date NOT NULL,
    by_id bigint NOT NULL,
    renewal_id bigint NOT NULL
);
ALTER TABLE public.closing_closingtick ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_closingtick_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_datareturnstep (
    id bigint NOT NULL,
    step character varying(16) NOT NULL,
    note text NOT NULL,
    done_on date NOT NULL,
    by_id bigint NOT NULL,
    notice_id bigint NOT NULL
);
ALTER TABLE public.closing_datareturnstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_datareturnstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_discrepancy (
    id bigint NOT NULL,
    side character varying(8) NOT NULL,
    kind character varying(20) NOT NULL,
    key character varying(120) NOT NULL,
    product_key character varying(120) NOT NULL,
    currency character varying(3) NOT NULL,
    at_stake_minor bigint NOT NULL,
    ours jsonb NOT NULL,
    theirs jsonb NOT NULL,
    evidence character varying(32) NOT NULL,
    opened_on date NOT NULL,
    contract_id bigint,
    owner_id bigint,
    opened_by_id bigint NOT NULL,
    seen_by_id bigint NOT NULL,
    settlement_id bigint,
    CONSTRAINT discrepancy_known CHECK ((((side)::text = ANY (ARRAY[('crm'::character varying)::text, ('billing'::character varying)::text])) AND ((kind)::text = ANY (ARRAY[('after_termination'::character varying)::text, ('missing'::character varying)::text, ('unknown'::character varying)::text, ('duplicate'::character varying)::text, ('currency'::character varying)::text, ('uplift'::character varying)::text, ('quantity'::character varying)::text, ('price'::character varying)::text, ('amount'::character varying)::text, ('date'::character varying)::text]))))
);
ALTER TABLE public.closing_discrepancy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_discrepancy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_discrepancynote (
    id bigint NOT NULL,
    text text NOT NULL,
    "on" date NOT NULL,
    by_id bigint NOT NULL,
    discrepancy_id bigint NOT NULL
);
ALTER TABLE public.closing_discrepancynote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_discrepancynote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_envelope (
    id bigint NOT NULL,
    service_id character varying(80) NOT NULL,
    name character varying(120) NOT NULL,
    title character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    asked_on date NOT NULL,
    asked_by_id bigint NOT NULL,
    quote_id bigint NOT NULL
);
ALTER TABLE public.closing_envelope ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_envelope_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_envelopenews (
    id bigint NOT NULL,
    event character varying(24) NOT NULL,
    said_at timestamp with time zone NOT NULL,
    outcome text NOT NULL,
    taken_on date NOT NULL,
    envelope_id bigint NOT NULL
);
ALTER TABLE public.closing_envelopenews ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_envelopenews_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_keymatch (
    id bigint NOT NULL,
    side character varying(8) NOT NULL,
    key character varying(120) NOT NULL,
    matched_on date NOT NULL,
    contract_id bigint,
    matched_by_id bigint NOT NULL,
    CONSTRAINT keymatch_side_known CHECK (((side)::text = ANY (ARRAY[('crm'::character varying)::text, ('billing'::character varying)::text])))
);
ALTER TABLE public.closing_keymatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_keymatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_noticeend (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    reason text NOT NULL,
    settlement character varying(8) NOT NULL,
    credit_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    ended_on date NOT NULL,
    by_id bigint NOT NULL,
    order_id bigint,
    notice_id bigint NOT NULL,
    CONSTRAINT noticeend_credit CHECK (((credit_minor >= 0) AND ((currency)::text ~ '^[A-Z]{3}$'::text))),
    CONSTRAINT noticeend_order CHECK (((((kind)::text = 'booked'::text) AND (order_id IS NOT NULL)) OR (((kind)::text = 'withdrawn'::text) AND (order_id IS NULL))))
);
ALTER TABLE public.closing_noticeend ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_noticeend_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_papercheck (
    id bigint NOT NULL,
    entity character varying(200) NOT NULL,
    quote_number character varying(60) NOT NULL,
    payment_days smallint NOT NULL,
    lines text NOT NULL,
    total_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    checked_on date NOT NULL,
    acceptance_id bigint NOT NULL,
    by_id bigint NOT NULL,
    document_id bigint,
    CONSTRAINT papercheck_sane CHECK ((((currency)::text ~ '^[A-Z]{3}$'::text) AND (total_minor >= 0) AND (payment_days >= 0)))
);
ALTER TABLE public.closing_papercheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_papercheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_papermismatch (
    id bigint NOT NULL,
    field character varying(16) NOT NULL,
    said character varying(200) NOT NULL,
    offered character varying(400) NOT NULL,
    check_made_id bigint NOT NULL
);
ALTER TABLE public.closing_papermismatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_papermismatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_paperwaiver (
    id bigint NOT NULL,
    role character varying(12) NOT NULL,
    reason text NOT NULL,
    waived_on date NOT NULL,
    by_id bigint NOT NULL,
    check_made_id bigint NOT NULL,
    CONSTRAINT paperwaiver_says_why CHECK ((((role)::text = ANY (ARRAY[('finance'::character varying)::text, ('legal'::character varying)::text])) AND (NOT (reason = ''::text))))
);
ALTER TABLE public.closing_paperwaiver ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_paperwaiver_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_periodclose (
    id bigint NOT NULL,
    name character varying(7) NOT NULL,
    start_on date NOT NULL,
    end_on date NOT NULL,
    closed_on date NOT NULL,
    closed_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    over_minor bigint NOT NULL,
    checks jsonb NOT NULL,
    figures jsonb NOT NULL,
    order_cursor bigint NOT NULL,
    note text NOT NULL,
    closed_by_id bigint NOT NULL,
    lock_id bigint NOT NULL,
    CONSTRAINT periodclose_sane CHECK (((end_on > start_on) AND (over_minor >= 0)))
);
ALTER TABLE public.closing_periodclose ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_periodclose_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_reconciliation (
    id bigint NOT NULL,
    "on" date NOT NULL,
    tolerance jsonb NOT NULL,
    counts jsonb NOT NULL,
    by_id bigint NOT NULL,
    billing_id bigint,
    crm_id bigint
);
ALTER TABLE public.closing_reconciliation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_reconciliation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_renewalreminder (
    id bigint NOT NULL,
    due_on date NOT NULL,
    written_on date NOT NULL,
    claimed_at timestamp with time zone,
    sent_on date,
    sent_to text NOT NULL,
    quote_id bigint,
    renewal_id bigint NOT NULL
);
ALTER TABLE public.closing_renewalreminder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_renewalreminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_saveattempt (
    id bigint NOT NULL,
    tactic character varying(16) NOT NULL,
    note text NOT NULL,
    tried_on date NOT NULL,
    by_id bigint NOT NULL,
    notice_id bigint NOT NULL
);
ALTER TABLE public.closing_saveattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_saveattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_settlement (
    id bigint NOT NULL,
    reason character varying(10) NOT NULL,
    note text NOT NULL,
    "on" date NOT NULL,
    by_id bigint NOT NULL,
    order_id bigint,
    CONSTRAINT settlement_has_its_proof CHECK ((((reason)::text = ANY (ARRAY[('order'::character varying)::text, ('source'::character varying)::text, ('accepted'::character varying)::text, ('matched'::character varying)::text, ('gone'::character varying)::text])) AND ((NOT ((reason)::text = 'order'::text)) OR (order_id IS NOT NULL)) AND ((NOT ((reason)::text = 'accepted'::text)) OR (NOT (note = ''::text)))))
);
ALTER TABLE public.closing_settlement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_settlement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_statement (
    id bigint NOT NULL,
    side character varying(8) NOT NULL,
    as_of date NOT NULL,
    profile character varying(60) NOT NULL,
    loaded_on date NOT NULL,
    contracts bigint NOT NULL,
    lines bigint NOT NULL,
    rejected bigint NOT NULL,
    is_current boolean NOT NULL,
    loaded_by_id bigint NOT NULL,
    CONSTRAINT statement_side_known CHECK (((side)::text = ANY (ARRAY[('crm'::character varying)::text, ('billing'::character varying)::text])))
);
ALTER TABLE public.closing_statement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_statement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_statementcontract (
    id bigint NOT NULL,
    key character varying(120) NOT NULL,
    customer_key character varying(120) NOT NULL,
    currency character varying(3) NOT NULL,
    start_on date NOT NULL,
    end_on date,
    ended_on date,
    statement_id bigint NOT NULL
);
ALTER TABLE public.closing_statementcontract ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_statementcontract_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_statementline (
    id bigint NOT NULL,
    product_key character varying(120) NOT NULL,
    quantity_e4 bigint NOT NULL,
    unit_price_e4 bigint NOT NULL,
    price_months integer NOT NULL,
    annual_minor bigint NOT NULL,
    start_on date NOT NULL,
    end_on date,
    contract_id bigint NOT NULL,
    statement_id bigint NOT NULL,
    CONSTRAINT statementline_runs CHECK (((end_on IS NULL) OR (end_on > start_on))),
    CONSTRAINT statementline_sane CHECK (((price_months > 0) AND (unit_price_e4 >= 0)))
);
ALTER TABLE public.closing_statementline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_statementline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.closing_terminationnotice (
    id bigint NOT NULL,
    received_on date NOT NULL,
    channel character varying(8) NOT NULL,
    given_by character varying(120) NOT NULL,
    reason character varying(16) NOT NULL,
    note text NOT NULL,
    proof text NOT NULL,
    timing character varying(10) NOT NULL,
    cause character varying(12) NOT NULL,
    ends_on date NOT NULL,
    is_in_time boolean NOT NULL,
    finding text NOT NULL,
    recorded_on date NOT NULL,
    closed_on date,
    contract_id bigint NOT NULL,
    document_id bigint,
    recorded_by_id bigint NOT NULL
);
ALTER TABLE public.closing_terminationnotice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.closing_terminationnotice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_absence (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    start_on date NOT NULL,
    end_on date NOT NULL,
    recorded_on date NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    cover_id bigint,
    recorded_by_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    CONSTRAINT absence_sane CHECK (((end_on > start_on) AND ((cover_id IS NULL) OR (NOT ((cover_id = staff_id) AND (cover_id IS NOT NULL))))))
);
ALTER TABLE public.desk_absence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_absence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_calendarfeed (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    hint character varying(16) NOT NULL,
    made_on date NOT NULL,
    made_by_id bigint NOT NULL,
    staff_id bigint NOT NULL
);
ALTER TABLE public.desk_calendarfeed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_calendarfeed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_calendarfeedend (
    id bigint NOT NULL,
    ended_on date NOT NULL,
    ended_by_id bigint NOT NULL,
    feed_id bigint NOT NULL
);
ALTER TABLE public.desk_calendarfeedend ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_calendarfeedend_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_contestedmark (
    id bigint NOT NULL,
    why character varying(500) NOT NULL,
    marked_on date NOT NULL,
    marked_by_id bigint NOT NULL,
    renewal_id bigint NOT NULL
);
ALTER TABLE public.desk_contestedmark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_contestedmark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_digestmail (
    id bigint NOT NULL,
    recipient character varying(254) NOT NULL,
    body text NOT NULL,
    message_id character varying(120) NOT NULL,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    user_id bigint,
    run_id bigint NOT NULL
);
ALTER TABLE public.desk_digestmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_digestmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_escalation (
    id bigint NOT NULL,
    cause character varying(40) NOT NULL,
    subject character varying(60) NOT NULL,
    occurrence character varying(60) NOT NULL,
    severity smallint NOT NULL,
    region character varying(8) NOT NULL,
    currency character varying(3) NOT NULL,
    at_stake_minor bigint NOT NULL,
    facts jsonb NOT NULL,
    rung smallint NOT NULL,
    round smallint NOT NULL,
    raised_on date NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    climbs_at timestamp with time zone,
    plan_on date,
    ended_on date,
    ended character varying(8) NOT NULL,
    acknowledged_by_id bigint,
    contract_id bigint,
    discrepancy_id bigint,
    owner_id bigint,
    renewal_id bigint,
    rule_id bigint NOT NULL,
    CONSTRAINT escalation_sane CHECK (((rung = ANY (ARRAY[0, 1, 2, 3])) AND (severity = ANY (ARRAY[1, 2, 3, 4])) AND ((((ended)::text = ''::text) AND (ended_on IS NULL)) OR ((climbs_at IS NULL) AND ((ended)::text = ANY (ARRAY[('by_hand'::character varying)::text, ('gone'::character varying)::text])) AND (ended_on IS NOT NULL)))))
);
ALTER TABLE public.desk_escalation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_escalation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_escalationevent (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    note text NOT NULL,
    severity smallint NOT NULL,
    rung smallint NOT NULL,
    plan_on date,
    "on" date NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    escalation_id bigint NOT NULL,
    CONSTRAINT escalationevent_says_why CHECK ((((NOT ((kind)::text = ANY (ARRAY[('planned'::character varying)::text, ('resolved'::character varying)::text]))) OR (NOT (note = ''::text))) AND ((NOT ((kind)::text = 'planned'::text)) OR (plan_on IS NOT NULL))))
);
ALTER TABLE public.desk_escalationevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_escalationevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_escalationmail (
    id bigint NOT NULL,
    recipient character varying(254) NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    week date,
    written_on date NOT NULL,
    written_at timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    user_id bigint
);
ALTER TABLE public.desk_escalationmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_escalationmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_escalationnotice (
    id bigint NOT NULL,
    round smallint NOT NULL,
    rung smallint NOT NULL,
    recipient character varying(254) NOT NULL,
    escalation_id bigint NOT NULL,
    mail_id bigint NOT NULL
);
ALTER TABLE public.desk_escalationnotice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_escalationnotice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_escalationrule (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    cause character varying(40) NOT NULL,
    severity smallint NOT NULL,
    days smallint NOT NULL,
    over_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    share_bp integer NOT NULL,
    hours smallint[] NOT NULL,
    ends boolean NOT NULL,
    start_on date NOT NULL,
    published_on date NOT NULL,
    published_by_id bigint NOT NULL,
    CONSTRAINT escalationrule_sane CHECK (((severity = ANY (ARRAY[1, 2, 3, 4])) AND (days >= 0) AND ((share_bp >= 0) AND (share_bp <= 10000)) AND ((over_minor = 0) OR ((over_minor > 0) AND (NOT ((currency)::text = ''::text))))))
);
ALTER TABLE public.desk_escalationrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_escalationrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_escalationrulewithdrawal (
    id bigint NOT NULL,
    withdrawn_on date NOT NULL,
    reason character varying(200) NOT NULL,
    rule_id bigint NOT NULL,
    withdrawn_by_id bigint NOT NULL
);
ALTER TABLE public.desk_escalationrulewithdrawal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_escalationrulewithdrawal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_handover (
    id bigint NOT NULL,
    why character varying(300) NOT NULL,
    prepared_at timestamp with time zone NOT NULL,
    giver_id bigint NOT NULL,
    prepared_by_id bigint NOT NULL,
    receiver_id bigint NOT NULL,
    CONSTRAINT handover_of_two CHECK ((NOT (giver_id = receiver_id)))
);
ALTER TABLE public.desk_handover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_handover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_handovermail (
    id bigint NOT NULL,
    recipient character varying(254) NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    refused character varying(500) NOT NULL,
    handover_id bigint NOT NULL
);
ALTER TABLE public.desk_handovermail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_handovermail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_handovernote (
    id bigint NOT NULL,
    state character varying(500) NOT NULL,
    done text NOT NULL,
    blocker character varying(500) NOT NULL,
    next_step character varying(500) NOT NULL,
    deadline_on date NOT NULL,
    promise character varying(500) NOT NULL,
    is_open boolean NOT NULL,
    handover_id bigint NOT NULL,
    renewal_id bigint NOT NULL
);
ALTER TABLE public.desk_handovernote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_handovernote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_handoverstep (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    handover_id bigint NOT NULL
);
ALTER TABLE public.desk_handoverstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_handoverstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_loggedcontact (
    id bigint NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    side character varying(8) NOT NULL,
    channel character varying(8) NOT NULL,
    happened_on date NOT NULL,
    note character varying(1000) NOT NULL,
    by_id bigint NOT NULL,
    contact_id bigint,
    renewal_id bigint NOT NULL,
    CONSTRAINT loggedcontact_sane CHECK ((((side)::text = ANY (ARRAY[('ours'::character varying)::text, ('theirs'::character varying)::text])) AND ((channel)::text = ANY (ARRAY[('call'::character varying)::text, ('mail'::character varying)::text, ('meeting'::character varying)::text, ('video'::character varying)::text, ('message'::character varying)::text, ('event'::character varying)::text])) AND (NOT ((note)::text = ''::text))))
);
ALTER TABLE public.desk_loggedcontact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_loggedcontact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_mailboxplace (
    id bigint NOT NULL,
    mailbox character varying(300) NOT NULL,
    validity bigint NOT NULL,
    last_uid bigint NOT NULL,
    read_at timestamp with time zone NOT NULL
);
ALTER TABLE public.desk_mailboxplace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_mailboxplace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_mailtaken (
    id bigint NOT NULL,
    message_id character varying(255) NOT NULL,
    sender character varying(254) NOT NULL,
    subject character varying(200) NOT NULL,
    reason text NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    request_id bigint
);
ALTER TABLE public.desk_mailtaken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_mailtaken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_mention (
    id bigint NOT NULL,
    recipient character varying(254) NOT NULL,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    failure character varying(500) NOT NULL,
    staff_id bigint NOT NULL,
    note_id bigint NOT NULL
);
ALTER TABLE public.desk_mention ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_mention_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_nextstep (
    id bigint NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    text character varying(300) NOT NULL,
    due_on date,
    because character varying(300) NOT NULL,
    by_id bigint NOT NULL,
    owner_id bigint,
    renewal_id bigint NOT NULL,
    CONSTRAINT nextstep_whole CHECK ((((due_on IS NULL) AND ((text)::text = ''::text)) OR ((NOT ((text)::text = ''::text)) AND (due_on IS NOT NULL) AND (owner_id IS NOT NULL))))
);
ALTER TABLE public.desk_nextstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_nextstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_note (
    id bigint NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    text text NOT NULL,
    by_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    CONSTRAINT note_says CHECK ((NOT (text = ''::text)))
);
ALTER TABLE public.desk_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_play (
    id bigint NOT NULL,
    code character varying(40) NOT NULL
);
ALTER TABLE public.desk_play ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_play_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_playcomment (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    text character varying(2000) NOT NULL,
    source text NOT NULL,
    said_on date NOT NULL,
    said_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    play_id bigint NOT NULL,
    said_by_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT playcomment_source CHECK ((((kind)::text = 'proposal'::text) OR (source = ''::text)))
);
ALTER TABLE public.desk_playcomment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_playcomment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_playdecision (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    reason character varying(500) NOT NULL,
    decided_on date NOT NULL,
    decided_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    decided_by_id bigint NOT NULL,
    proposal_id bigint NOT NULL
);
ALTER TABLE public.desk_playdecision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_playdecision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_playdraft (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    source text NOT NULL,
    saved_on date NOT NULL,
    saved_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    base_id bigint,
    by_id bigint NOT NULL
);
ALTER TABLE public.desk_playdraft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_playdraft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_playstart (
    id bigint NOT NULL,
    started_on date NOT NULL,
    why character varying(300) NOT NULL,
    play_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    started_by_id bigint NOT NULL,
    version_id bigint NOT NULL
);
ALTER TABLE public.desk_playstart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_playstart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_playtask (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    "position" smallint NOT NULL,
    title character varying(160) NOT NULL,
    owner_role character varying(24) NOT NULL,
    days smallint NOT NULL,
    from_start boolean NOT NULL,
    late character varying(8) NOT NULL,
    after_close boolean NOT NULL,
    version_id bigint NOT NULL,
    after character varying(40)[] NOT NULL,
    checklist character varying(120)[] NOT NULL,
    sla_hours smallint,
    templates character varying(60)[] NOT NULL,
    working_days boolean NOT NULL
);
ALTER TABLE public.desk_playtask ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_playtask_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_playversion (
    id bigint NOT NULL,
    version integer NOT NULL,
    title character varying(120) NOT NULL,
    summary character varying(300) NOT NULL,
    owner_role character varying(24) NOT NULL,
    review_on date NOT NULL,
    retired boolean NOT NULL,
    event character varying(10) NOT NULL,
    from_days smallint NOT NULL,
    until_days smallint NOT NULL,
    channels character varying(12)[] NOT NULL,
    segments character varying(16)[] NOT NULL,
    renewal_types character varying(10)[] NOT NULL,
    source text NOT NULL,
    why character varying(300) NOT NULL,
    published_on date NOT NULL,
    published_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    play_id bigint NOT NULL,
    published_by_id bigint NOT NULL,
    CONSTRAINT playversion_days CHECK ((from_days < until_days))
);
ALTER TABLE public.desk_playversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_playversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_readercursor (
    reader character varying(40) NOT NULL,
    event_id bigint NOT NULL
);
CREATE TABLE public.desk_regionhours (
    id bigint NOT NULL,
    region character varying(8) NOT NULL,
    start_on date NOT NULL,
    zone character varying(40) NOT NULL,
    country character varying(2) NOT NULL,
    opens time without time zone[] NOT NULL,
    closes time without time zone[] NOT NULL,
    cutoff time without time zone NOT NULL,
    recorded_on date NOT NULL,
    recorded_by_id bigint NOT NULL
);
ALTER TABLE public.desk_regionhours ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_regionhours_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_reminder (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    written_on date NOT NULL,
    body text NOT NULL,
    send_from timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    tries smallint NOT NULL,
    problem character varying(300) NOT NULL,
    sent_at timestamp with time zone,
    given_up_at timestamp with time zone,
    staff_id bigint NOT NULL,
    CONSTRAINT reminder_sent_or_given_up CHECK (((sent_at IS NULL) OR (given_up_at IS NULL)))
);
ALTER TABLE public.desk_reminder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_reminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_reminderchannel (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    days_before smallint[] NOT NULL,
    quiet_from time without time zone,
    quiet_until time without time zone,
    address text NOT NULL,
    host character varying(260) NOT NULL,
    set_on date NOT NULL,
    set_by_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    CONSTRAINT reminderchannel_quiet CHECK ((((quiet_from IS NULL) AND (quiet_until IS NULL)) OR ((quiet_from IS NOT NULL) AND (quiet_until IS NOT NULL))))
);
ALTER TABLE public.desk_reminderchannel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_reminderchannel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_reminderitem (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    standing character varying(10) NOT NULL,
    due_on date NOT NULL,
    reminder_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    task_id bigint NOT NULL
);
ALTER TABLE public.desk_reminderitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_reminderitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_request (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    came_by character varying(8) NOT NULL,
    kind character varying(20) NOT NULL,
    guess character varying(20) NOT NULL,
    because text NOT NULL,
    "values" jsonb NOT NULL,
    subject character varying(200) NOT NULL,
    asked_by character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    queue character varying(24) NOT NULL,
    state character varying(10) NOT NULL,
    zone character varying(40) NOT NULL,
    country character varying(2) NOT NULL,
    answer_due_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    opened_on date NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    reference character varying(100) NOT NULL,
    closed_on date,
    contact_id bigint,
    customer_id bigint,
    opened_by_id bigint NOT NULL,
    owner_id bigint,
    partner_id bigint,
    renewal_id bigint,
    CONSTRAINT request_over_is_closed CHECK ((((closed_on IS NOT NULL) AND ((state)::text = ANY (ARRAY[('done'::character varying)::text, ('refused'::character varying)::text]))) OR ((NOT ((state)::text = ANY (ARRAY[('done'::character varying)::text, ('refused'::character varying)::text]))) AND (closed_on IS NULL))))
);
ALTER TABLE public.desk_request ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_requestfile (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    "on" date NOT NULL,
    by_id bigint NOT NULL,
    document_id bigint NOT NULL,
    request_id bigint NOT NULL,
    mail_id bigint
);
ALTER TABLE public.desk_requestfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_requestfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_requestmail (
    id bigint NOT NULL,
    is_answer boolean NOT NULL,
    message_id character varying(255) NOT NULL,
    answers character varying(255) NOT NULL,
    "references" text NOT NULL,
    sender character varying(254) NOT NULL,
    sender_name character varying(120) NOT NULL,
    recipient character varying(254) NOT NULL,
    subject character varying(220) NOT NULL,
    text text NOT NULL,
    left_out text NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    delivered_at timestamp with time zone,
    failure text NOT NULL,
    by_id bigint NOT NULL,
    request_id bigint NOT NULL,
    CONSTRAINT requestmail_to_somebody CHECK (((NOT is_answer) OR (NOT ((recipient)::text = ''::text))))
);
ALTER TABLE public.desk_requestmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_requestmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_requeststep (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    note text NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    request_id bigint NOT NULL,
    CONSTRAINT requeststep_known CHECK (((state)::text = ANY (ARRAY[('received'::character varying)::text, ('taken'::character varying)::text, ('answered'::character varying)::text, ('waiting'::character varying)::text, ('done'::character varying)::text, ('refused'::character varying)::text])))
);
ALTER TABLE public.desk_requeststep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_requeststep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_reviewreminder (
    id bigint NOT NULL,
    review_on date NOT NULL,
    kind character varying(4) NOT NULL,
    reminded_on date NOT NULL,
    play_id bigint NOT NULL
);
ALTER TABLE public.desk_reviewreminder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_reviewreminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_riskmark (
    id bigint NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    category character varying(24) NOT NULL,
    reason character varying(300) NOT NULL,
    by_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    CONSTRAINT riskmark_sane CHECK ((((category)::text = ANY (ARRAY[('will_renew'::character varying)::text, ('will_contract'::character varying)::text, ('will_contract_actionable'::character varying)::text, ('will_churn'::character varying)::text, ('will_churn_actionable'::character varying)::text])) AND (NOT ((reason)::text = ''::text))))
);
ALTER TABLE public.desk_riskmark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_riskmark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_run (
    id bigint NOT NULL,
    "on" date NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    order_cursor bigint NOT NULL,
    horizon_on date NOT NULL,
    error text NOT NULL,
    by_id bigint NOT NULL
);
ALTER TABLE public.desk_run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_runstep (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    name character varying(40) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    done bigint NOT NULL,
    total bigint NOT NULL,
    counts jsonb NOT NULL,
    run_id bigint NOT NULL
);
ALTER TABLE public.desk_runstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_runstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_savedview (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    query character varying(400) NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.desk_savedview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_savedview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_saveplay (
    id bigint NOT NULL,
    note character varying(500) NOT NULL,
    currency character varying(3) NOT NULL,
    cost_minor bigint NOT NULL,
    atr_minor bigint NOT NULL,
    started_on date NOT NULL,
    renewal_id bigint NOT NULL,
    started_by_id bigint NOT NULL,
    tactic_id bigint NOT NULL,
    CONSTRAINT saveplay_sane CHECK ((((currency)::text ~ '^[A-Z]{3}$'::text) AND (cost_minor >= 0) AND (atr_minor >= 0) AND (NOT ((note)::text = ''::text))))
);
ALTER TABLE public.desk_saveplay ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_saveplay_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_saveresult (
    id bigint NOT NULL,
    outcome character varying(8) NOT NULL,
    kept_minor bigint NOT NULL,
    note character varying(500) NOT NULL,
    told_on date NOT NULL,
    save_play_id bigint NOT NULL,
    told_by_id bigint NOT NULL,
    CONSTRAINT saveresult_sane CHECK ((((outcome)::text = ANY (ARRAY[('saved'::character varying)::text, ('partly'::character varying)::text, ('lost'::character varying)::text])) AND (kept_minor >= 0) AND ((NOT ((outcome)::text = 'lost'::text)) OR (kept_minor = 0))))
);
ALTER TABLE public.desk_saveresult ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_saveresult_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_savetactic (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    about character varying(300) NOT NULL,
    added_on date NOT NULL,
    added_by_id bigint NOT NULL
);
ALTER TABLE public.desk_savetactic ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_savetactic_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_shift (
    id bigint NOT NULL,
    region character varying(8) NOT NULL,
    day date NOT NULL,
    from_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone NOT NULL,
    staff_id bigint NOT NULL,
    CONSTRAINT shift_runs CHECK ((until_at > from_at))
);
ALTER TABLE public.desk_shift ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_shift_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_shiftpattern (
    id bigint NOT NULL,
    region character varying(8) NOT NULL,
    weekdays smallint[] NOT NULL,
    start_on date NOT NULL,
    end_on date,
    recorded_on date NOT NULL,
    recorded_by_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    CONSTRAINT shiftpattern_runs CHECK (((end_on IS NULL) OR (end_on > start_on)))
);
ALTER TABLE public.desk_shiftpattern ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_shiftpattern_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_shiftswap (
    id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_by_id bigint NOT NULL,
    asked_of_id bigint NOT NULL,
    given_id bigint NOT NULL,
    wanted_id bigint NOT NULL,
    CONSTRAINT swap_of_two CHECK ((NOT (asked_by_id = asked_of_id)))
);
ALTER TABLE public.desk_shiftswap ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_shiftswap_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_snooze (
    id bigint NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    until date,
    reason character varying(300) NOT NULL,
    by_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    CONSTRAINT snooze_says_why CHECK ((NOT ((reason)::text = ''::text)))
);
ALTER TABLE public.desk_snooze ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_snooze_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_staffcapacity (
    id bigint NOT NULL,
    renewals integer NOT NULL,
    start_on date NOT NULL,
    recorded_on date NOT NULL,
    recorded_by_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    CONSTRAINT staffcapacity_sane CHECK ((renewals >= 0))
);
ALTER TABLE public.desk_staffcapacity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_staffcapacity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_staffskill (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    code character varying(120) NOT NULL,
    start_on date NOT NULL,
    end_on date,
    recorded_on date NOT NULL,
    recorded_by_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    CONSTRAINT staffskill_sane CHECK ((((kind)::text = ANY (ARRAY[('language'::character varying)::text, ('segment'::character varying)::text, ('channel'::character varying)::text, ('partner'::character varying)::text])) AND ((end_on IS NULL) OR (end_on > start_on))))
);
ALTER TABLE public.desk_staffskill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_staffskill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_stakeholder (
    id bigint NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    part character varying(16) NOT NULL,
    sentiment character varying(8) NOT NULL,
    note character varying(300) NOT NULL,
    by_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    CONSTRAINT stakeholder_sane CHECK ((((part)::text = ANY (ARRAY[(''::character varying)::text, ('sponsor'::character varying)::text, ('champion'::character varying)::text, ('decision_maker'::character varying)::text, ('procurement'::character varying)::text, ('user'::character varying)::text, ('detractor'::character varying)::text])) AND ((sentiment)::text = ANY (ARRAY[('good'::character varying)::text, ('neutral'::character varying)::text, ('bad'::character varying)::text, ('unknown'::character varying)::text]))))
);
ALTER TABLE public.desk_stakeholder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_stakeholder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_swapanswer (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    swap_id bigint NOT NULL
);
ALTER TABLE public.desk_swapanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_swapanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_task (
    id bigint NOT NULL,
    owner_role character varying(24) NOT NULL,
    due_on date NOT NULL,
    after_close boolean NOT NULL,
    done_on date,
    play_task_id bigint,
    renewal_id bigint,
    start_id bigint,
    changed_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    checklist character varying(120)[] NOT NULL,
    customer_id bigint,
    made_by_id bigint,
    opened_on date,
    owner_id bigint,
    place character varying(48) NOT NULL,
    sla_due_at timestamp with time zone,
    sla_hours smallint,
    title character varying(160) NOT NULL,
    CONSTRAINT task_has_one_owner CHECK ((((owner_id IS NULL) OR ((owner_role)::text = ''::text)) AND (1 = (
CASE
    WHEN (owner_id IS NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN ((owner_role)::text = ''::text) THEN 1
    ELSE 0
END)))),
    CONSTRAINT task_is_about CHECK ((((customer_id IS NULL) AND (renewal_id IS NOT NULL)) OR ((owner_id IS NOT NULL) AND (play_task_id IS NULL) AND (renewal_id IS NULL)))),
    CONSTRAINT task_of_play_or_person CHECK ((((made_by_id IS NOT NULL) AND (play_task_id IS NULL) AND (start_id IS NULL)) OR ((made_by_id IS NULL) AND (play_task_id IS NOT NULL) AND (start_id IS NOT NULL))))
);
ALTER TABLE public.desk_task ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_taskafter (
    id bigint NOT NULL,
    before_id bigint NOT NULL,
    task_id bigint NOT NULL,
    CONSTRAINT taskafter_another CHECK ((NOT (task_id = before_id)))
);
ALTER TABLE public.desk_taskafter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_taskafter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_taskevidence (
    id bigint NOT NULL,
    link character varying(500) NOT NULL,
    note character varying(500) NOT NULL,
    added_on date NOT NULL,
    added_by_id bigint NOT NULL,
    document_id bigint,
    task_id bigint NOT NULL,
    CONSTRAINT taskevidence_something CHECK (((document_id IS NOT NULL) OR (NOT ((link)::text = ''::text)) OR (NOT ((note)::text = ''::text))))
);
ALTER TABLE public.desk_taskevidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_taskevidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_taskmove (
    id bigint NOT NULL,
    before_on date NOT NULL,
    due_on date NOT NULL,
    reason character varying(300) NOT NULL,
    moved_on date NOT NULL,
    moved_by_id bigint NOT NULL,
    task_id bigint NOT NULL
);
ALTER TABLE public.desk_taskmove ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_taskmove_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_taskresult (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    result character varying(500) NOT NULL,
    done_on date NOT NULL,
    done_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    done_by_id bigint NOT NULL,
    task_id bigint NOT NULL
);
ALTER TABLE public.desk_taskresult ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_taskresult_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_tasktick (
    id bigint NOT NULL,
    item smallint NOT NULL,
    ticked_on date NOT NULL,
    task_id bigint NOT NULL,
    ticked_by_id bigint NOT NULL
);
ALTER TABLE public.desk_tasktick ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_tasktick_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_waitingmark (
    id bigint NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_whom character varying(10) NOT NULL,
    until date,
    note character varying(300) NOT NULL,
    by_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    CONSTRAINT waitingmark_known CHECK (((on_whom)::text = ANY (ARRAY[(''::character varying)::text, ('me'::character varying)::text, ('customer'::character varying)::text, ('partner'::character varying)::text, ('approval'::character varying)::text, ('billing'::character varying)::text, ('legal'::character varying)::text, ('other'::character varying)::text])))
);
ALTER TABLE public.desk_waitingmark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_waitingmark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_worklistcursor (
    name character varying(20) NOT NULL,
    event_id bigint NOT NULL
);
CREATE TABLE public.directory_contact (
    id bigint NOT NULL,
    key character varying(120) NOT NULL,
    name character varying(200) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(40) NOT NULL,
    role character varying(16) NOT NULL,
    customer_id bigint NOT NULL
);
ALTER TABLE public.directory_contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.directory_customer (
    id bigint NOT NULL,
    key character varying(120) NOT NULL,
    name character varying(200) NOT NULL,
    legal_name character varying(200) NOT NULL,
    segment character varying(16) NOT NULL,
    country character varying(2) NOT NULL,
    region character varying(8) NOT NULL,
    language character varying(8) NOT NULL,
    address text NOT NULL,
    export_controlled boolean NOT NULL,
    parent_id bigint,
    account_executive_id bigint,
    success_manager_id bigint,
    CONSTRAINT customer_not_own_parent CHECK ((NOT ((parent_id = id) AND (parent_id IS NOT NULL))))
);
ALTER TABLE public.directory_customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.directory_partner (
    id bigint NOT NULL,
    key character varying(120) NOT NULL,
    name character varying(200) NOT NULL,
    kind character varying(16) NOT NULL,
    country character varying(2) NOT NULL,
    email character varying(254) NOT NULL,
    CONSTRAINT partner_kind_known CHECK (((kind)::text = ANY (ARRAY[('reseller'::character varying)::text, ('distributor'::character varying)::text, ('msp'::character varying)::text])))
);
ALTER TABLE public.directory_partner ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_partner_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.directory_partnerseat (
    id bigint NOT NULL,
    partner_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.directory_partnerseat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_partnerseat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.directory_partnertier (
    id bigint NOT NULL,
    tier character varying(12) NOT NULL,
    start_on date NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    partner_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT partnertier_known CHECK (((tier)::text = ANY (ARRAY[(''::character varying)::text, ('registered'::character varying)::text, ('silver'::character varying)::text, ('gold'::character varying)::text, ('platinum'::character varying)::text])))
);
ALTER TABLE public.directory_partnertier ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_partnertier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.directory_staffmember (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    role character varying(24) NOT NULL,
    region character varying(8) NOT NULL,
    languages character varying(60) NOT NULL,
    time_zone character varying(40) NOT NULL,
    active boolean NOT NULL,
    manager_id bigint,
    user_id bigint,
    team_id bigint
);
ALTER TABLE public.directory_staffmember ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_staffmember_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.directory_team (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    region character varying(8) NOT NULL
);
ALTER TABLE public.directory_team ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_team_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.documents_clause (
    id bigint NOT NULL,
    terms_version character varying(40) NOT NULL,
    code character varying(40) NOT NULL,
    "position" smallint NOT NULL,
    language character varying(2) NOT NULL,
    title character varying(120) NOT NULL,
    text text NOT NULL,
    published_on date NOT NULL,
    published_by_id bigint NOT NULL,
    CONSTRAINT clause_sane CHECK (((NOT ((terms_version)::text = ''::text)) AND (NOT ((title)::text = ''::text)) AND (NOT (text = ''::text)) AND ("position" >= 1) AND ((language)::text = ANY (ARRAY[('en'::character varying)::text, ('de'::character varying)::text, ('fr'::character varying)::text, ('es'::character varying)::text, ('ja'::character varying)::text]))))
);
ALTER TABLE public.documents_clause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.documents_clause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.documents_document (
    id bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    media_type character varying(80) NOT NULL,
    size bigint NOT NULL,
    template character varying(60) NOT NULL,
    CONSTRAINT document_sha256 CHECK (((sha256)::text ~ '^[0-9a-f]{64}$'::text))
);
ALTER TABLE public.documents_document ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.documents_document_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.foundation_apitoken (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    digest character varying(64) NOT NULL,
    hint character varying(16) NOT NULL,
    made_on date NOT NULL,
    last_day date NOT NULL,
    made_by_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT apitoken_lasts CHECK ((last_day >= made_on))
);
ALTER TABLE public.foundation_apitoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.foundation_apitoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.foundation_apitokenrevocation (
    id bigint NOT NULL,
    revoked_on date NOT NULL,
    reason character varying(200) NOT NULL,
    revoked_by_id bigint NOT NULL,
    token_id bigint NOT NULL
);
ALTER TABLE public.foundation_apitokenrevocation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.foundation_apitokenrevocation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.foundation_apiuse (
    caller character varying(40) NOT NULL,
    minute timestamp with time zone NOT NULL,
    requests integer NOT NULL
);
CREATE TABLE public.foundation_auditevent (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    "on" date NOT NULL,
    verb character varying(60) NOT NULL,
    subject_type character varying(40) NOT NULL,
    subject_id bigint NOT NULL,
    subject_label character varying(200) NOT NULL,
    detail jsonb NOT NULL,
    txid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    actor_id bigint NOT NULL
);
ALTER TABLE public.foundation_auditevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.foundation_auditevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.foundation_numberseries (
    code character varying(40) NOT NULL,
    last bigint NOT NULL
);
CREATE TABLE public.foundation_signinattempt (
    id bigint NOT NULL,
    username character varying(150) NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.foundation_signinattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.foundation_signinattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.foundation_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    role character varying(24) NOT NULL,
    cleared boolean NOT NULL,
    CONSTRAINT user_role_is_known CHECK (((role)::text = ANY (ARRAY[('renewals_manager'::character varying)::text, ('account_executive'::character varying)::text, ('customer_success'::character varying)::text, ('deal_desk'::character varying)::text, ('sales_operations'::character varying)::text, ('partner'::character varying)::text, ('head_of_renewals'::character varying)::text, ('auditor'::character varying)::text, ('administrator'::character varying)::text, ('system'::character varying)::text])))
);
CREATE TABLE public.foundation_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);
ALTER TABLE public.foundation_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.foundation_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.foundation_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.foundation_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.foundation_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.foundation_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.foundation_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.pricing_discountpolicy (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    segment character varying(16) NOT NULL,
    region character varying(8) NOT NULL,
    family character varying(80) NOT NULL,
    channel character varying(12) NOT NULL,
    partner_tier character varying(40) DEFAULT ''::character varying NOT NULL,
    program character varying(60) DEFAULT ''::character varying NOT NULL,
    start_on date NOT NULL,
    issue smallint DEFAULT 1 NOT NULL,
    volume_1_from_e4 bigint,
    volume_1_bp integer DEFAULT 0 NOT NULL,
    volume_2_from_e4 bigint,
    volume_2_bp integer DEFAULT 0 NOT NULL,
    volume_3_from_e4 bigint,
    volume_3_bp integer DEFAULT 0 NOT NULL,
    volume_4_from_e4 bigint,
    volume_4_bp integer DEFAULT 0 NOT NULL,
    two_years_bp integer DEFAULT 0 NOT NULL,
    three_years_bp integer DEFAULT 0 NOT NULL,
    program_bp integer DEFAULT 0 NOT NULL,
    best_of boolean NOT NULL,
    floor_bp integer,
    CONSTRAINT discountpolicy_sane CHECK (((volume_1_bp >= 0) AND (volume_1_bp <= 10000) AND (volume_2_bp >= 0) AND (volume_2_bp <= 10000) AND (volume_3_bp >= 0) AND (volume_3_bp <= 10000) AND (volume_4_bp >= 0) AND (volume_4_bp <= 10000) AND (two_years_bp >= 0) AND (two_years_bp <= 10000) AND (three_years_bp >= 0) AND (three_years_bp <= 10000) AND (program_bp >= 0) AND (program_bp <= 10000) AND ((floor_bp IS NULL) OR ((floor_bp >= 0) AND (floor_bp <= 10000))))),
    CONSTRAINT discountpolicy_tiers_rise CHECK ((((volume_1_from_e4 > 0) OR (volume_1_from_e4 IS NULL)) AND ((volume_2_from_e4 IS NULL) OR ((volume_1_from_e4 IS NOT NULL) AND (volume_2_from_e4 > volume_1_from_e4) AND (volume_2_from_e4 IS NOT NULL))) AND ((volume_3_from_e4 IS NULL) OR ((volume_2_from_e4 IS NOT NULL) AND (volume_3_from_e4 > volume_2_from_e4) AND (volume_3_from_e4 IS NOT NULL))) AND ((volume_4_from_e4 IS NULL) OR ((volume_3_from_e4 IS NOT NULL) AND (volume_4_from_e4 > volume_3_from_e4) AND (volume_4_from_e4 IS NOT NULL))) AND ((volume_1_from_e4 IS NOT NULL) OR (volume_1_bp = 0)) AND ((volume_2_from_e4 IS NOT NULL) OR (volume_2_bp = 0)) AND ((volume_3_from_e4 IS NOT NULL) OR (volume_3_bp = 0)) AND ((volume_4_from_e4 IS NOT NULL) OR (volume_4_bp = 0))))
);
ALTER TABLE public.pricing_discountpolicy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_discountpolicy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.pricing_marginpolicy (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    segment character varying(16) NOT NULL,
    region character varying(8) NOT NULL,
    family character varying(80) NOT NULL,
    channel character varying(12) NOT NULL,
    partner_tier character varying(40) DEFAULT ''::character varying NOT NULL,
    program character varying(60) DEFAULT ''::character varying NOT NULL,
    start_on date NOT NULL,
    issue smallint DEFAULT 1 NOT NULL,
    reseller_bp integer DEFAULT 0 NOT NULL,
    registered_bp integer DEFAULT 0 NOT NULL,
    distributor_bp integer DEFAULT 0 NOT NULL,
    off_list boolean NOT NULL,
    CONSTRAINT marginpolicy_sane CHECK (((reseller_bp >= 0) AND (reseller_bp <= 10000) AND (registered_bp >= 0) AND (registered_bp <= 10000) AND (distributor_bp >= 0) AND (distributor_bp <= 10000) AND (reseller_bp <= (10000 - registered_bp))))
);
ALTER TABLE public.pricing_marginpolicy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_marginpolicy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.pricing_policysimulation (
    id bigint NOT NULL,
    "on" date NOT NULL,
    asked_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    proposed jsonb NOT NULL,
    step character varying(60) NOT NULL,
    done smallint NOT NULL,
    total smallint NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    result jsonb,
    error text NOT NULL,
    asked_by_id bigint NOT NULL
);
ALTER TABLE public.pricing_policysimulation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_policysimulation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.pricing_policywithdrawal (
    id bigint NOT NULL,
    withdrawn_on date NOT NULL,
    reason character varying(200) NOT NULL,
    discount_id bigint,
    margin_id bigint,
    price_id bigint,
    withdrawn_by_id bigint NOT NULL,
    CONSTRAINT policywithdrawal_of_one CHECK ((((discount_id IS NULL) AND (margin_id IS NULL) AND (price_id IS NOT NULL)) OR ((discount_id IS NOT NULL) AND (margin_id IS NULL) AND (price_id IS NULL)) OR ((discount_id IS NULL) AND (margin_id IS NOT NULL) AND (price_id IS NULL))))
);
ALTER TABLE public.pricing_policywithdrawal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_policywithdrawal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.pricing_pricedline (
    id bigint NOT NULL,
    contract_id bigint NOT NULL,
    product_id bigint NOT NULL,
    quantity_e4 bigint NOT NULL,
    carried_price_e4 bigint NOT NULL,
    entitled_price_e4 bigint NOT NULL,
    recurring_price_e4 bigint NOT NULL,
    proposed_price_e4 bigint NOT NULL,
    expiring_minor bigint NOT NULL,
    carried_minor bigint NOT NULL,
    proposed_minor bigint NOT NULL,
    entitled_minor bigint NOT NULL,
    leakage_minor bigint NOT NULL,
    uplift_bp bigint,
    partner_price_e4 bigint,
    partner_minor bigint,
    true_up_minor bigint,
    start_on date NOT NULL,
    end_on date NOT NULL,
    slot smallint NOT NULL,
    currency character varying(3) NOT NULL,
    method character varying(8) NOT NULL,
    method_source character varying(16) NOT NULL,
    uplift_source character varying(16),
    policy_code character varying(60),
    discount_code character varying(60),
    margin_code character varying(60),
    leakage_reason character varying(16)
)
PARTITION BY LIST (slot);
CREATE TABLE public.pricing_pricedline_0 (
    id bigint CONSTRAINT pricing_pricedline_id_not_null NOT NULL,
    contract_id bigint CONSTRAINT pricing_pricedline_contract_id_not_null NOT NULL,
    product_id bigint CONSTRAINT pricing_pricedline_product_id_not_null NOT NULL,
    quantity_e4 bigint CONSTRAINT pricing_pricedline_quantity_e4_not_null NOT NULL,
    carried_price_e4 bigint CONSTRAINT pricing_pricedline_carried_price_e4_not_null NOT NULL,
    entitled_price_e4 bigint CONSTRAINT pricing_pricedline_entitled_price_e4_not_null NOT NULL,
    recurring_price_e4 bigint CONSTRAINT pricing_pricedline_recurring_price_e4_not_null NOT NULL,
    proposed_price_e4 bigint CONSTRAINT pricing_pricedline_proposed_price_e4_not_null NOT NULL,
    expiring_minor bigint CONSTRAINT pricing_pricedline_expiring_minor_not_null NOT NULL,
    carried_minor bigint CONSTRAINT pricing_pricedline_carried_minor_not_null NOT NULL,
    proposed_minor bigint CONSTRAINT pricing_pricedline_proposed_minor_not_null NOT NULL,
    entitled_minor bigint CONSTRAINT pricing_pricedline_entitled_minor_not_null NOT NULL,
    leakage_minor bigint CONSTRAINT pricing_pricedline_leakage_minor_not_null NOT NULL,
    uplift_bp bigint,
    partner_price_e4 bigint,
    partner_minor bigint,
    true_up_minor bigint,
    start_on date CONSTRAINT pricing_pricedline_start_on_not_null NOT NULL,
    end_on date CONSTRAINT pricing_pricedline_end_on_not_null NOT NULL,
    slot smallint DEFAULT 0 CONSTRAINT pricing_pricedline_slot_not_null NOT NULL,
    currency character varying(3) CONSTRAINT pricing_pricedline_currency_not_null NOT NULL,
    method character varying(8) CONSTRAINT pricing_pricedline_method_not_null NOT NULL,
    method_source character varying(16) CONSTRAINT pricing_pricedline_method_source_not_null NOT NULL,
    uplift_source character varying(16),
    policy_code character varying(60),
    discount_code character varying(60),
    margin_code character varying(60),
    leakage_reason character varying(16)
);
CREATE TABLE public.pricing_pricedline_1 (
    id bigint CONSTRAINT pricing_pricedline_id_not_null NOT NULL,
    contract_id bigint CONSTRAINT pricing_pricedline_contract_id_not_null NOT NULL,
    product_id bigint CONSTRAINT pricing_pricedline_product_id_not_null NOT NULL,
    quantity_e4 bigint CONSTRAINT pricing_pricedline_quantity_e4_not_null NOT NULL,
    carried_price_e4 bigint CONSTRAINT pricing_pricedline_carried_price_e4_not_null NOT NULL,
    entitled_price_e4 bigint CONSTRAINT pricing_pricedline_entitled_price_e4_not_null NOT NULL,
    recurring_price_e4 bigint CONSTRAINT pricing_pricedline_recurring_price_e4_not_null NOT NULL,
    proposed_price_e4 bigint CONSTRAINT pricing_pricedline_proposed_price_e4_not_null NOT NULL,
    expiring_minor bigint CONSTRAINT pricing_pricedline_expiring_minor_not_null NOT NULL,
    carried_minor bigint CONSTRAINT pricing_pricedline_carried_minor_not_null NOT NULL,
    proposed_minor bigint CONSTRAINT pricing_pricedline_proposed_minor_not_null NOT NULL,
    entitled_minor bigint CONSTRAINT pricing_pricedline_entitled_minor_not_null NOT NULL,
    leakage_minor bigint CONSTRAINT pricing_pricedline_leakage_minor_not_null NOT NULL,
    uplift_bp bigint,
    partner_price_e4 bigint,
    partner_minor bigint,
    true_up_minor bigint,
    start_on date CONSTRAINT pricing_pricedline_start_on_not_null NOT NULL,
    end_on date CONSTRAINT pricing_pricedline_end_on_not_null NOT NULL,
    slot smallint DEFAULT 1 CONSTRAINT pricing_pricedline_slot_not_null NOT NULL,
    currency character varying(3) CONSTRAINT pricing_pricedline_currency_not_null NOT NULL,
    method character varying(8) CONSTRAINT pricing_pricedline_method_not_null NOT NULL,
    method_source character varying(16) CONSTRAINT pricing_pricedline_method_source_not_null NOT NULL,
    uplift_source character varying(16),
    policy_code character varying(60),
    discount_code character varying(60),
    margin_code character varying(60),
    leakage_reason character varying(16)
);
CREATE TABLE public.pricing_pricepolicy (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    method character varying(8) NOT NULL,
    uplift_bp integer NOT NULL,
    segment character varying(16) NOT NULL,
    region character varying(8) NOT NULL,
    family character varying(80) NOT NULL,
    channel character varying(12) NOT NULL,
    start_on date NOT NULL,
    issue smallint DEFAULT 1 NOT NULL,
    partner_tier character varying(40) DEFAULT ''::character varying NOT NULL,
    program character varying(60) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT pricepolicy_sane CHECK ((((method)::text = ANY (ARRAY[('same'::character varying)::text, ('list'::character varying)::text, ('uplift'::character varying)::text])) AND (uplift_bp >= '-10000'::integer) AND (uplift_bp <= 100000)))
);
ALTER TABLE public.pricing_pricepolicy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_pricepolicy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.pricing_pricingpart (
    id bigint NOT NULL,
    number integer NOT NULL,
    first_contract bigint NOT NULL,
    stop_contract bigint NOT NULL,
    expected integer NOT NULL,
    lines integer DEFAULT 0 NOT NULL,
    refused integer DEFAULT 0 NOT NULL,
    left_out integer DEFAULT 0 NOT NULL,
    done_at timestamp with time zone,
    run_id bigint NOT NULL,
    CONSTRAINT pricingpart_range CHECK ((first_contract < stop_contract))
);
ALTER TABLE public.pricing_pricingpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_pricingpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.pricing_pricingrun (
    id bigint NOT NULL,
    "on" date NOT NULL,
    basis character varying(64) NOT NULL,
    slot smallint NOT NULL,
    started_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    dropped_at timestamp with time zone,
    started_by_id bigint NOT NULL,
    CONSTRAINT pricingrun_two_slots CHECK ((slot = ANY (ARRAY[0, 1])))
);
ALTER TABLE public.pricing_pricingrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_pricingrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.pricing_refusedline (
    id bigint NOT NULL,
    line bigint NOT NULL,
    piece smallint NOT NULL,
    reason text NOT NULL,
    contract_id bigint NOT NULL,
    run_id bigint NOT NULL
);
ALTER TABLE public.pricing_refusedline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_refusedline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);
CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;
CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;
CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;
CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_application (
    id bigint NOT NULL,
    stage character varying(10) NOT NULL,
    verdict text NOT NULL,
    applied_on date NOT NULL,
    applied_by_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    enrolment_id bigint,
    program_id bigint NOT NULL,
    CONSTRAINT application_enrolled CHECK ((((enrolment_id IS NOT NULL) AND ((stage)::text = 'enrolled'::text)) OR ((NOT ((stage)::text = 'enrolled'::text)) AND (enrolment_id IS NULL))))
);
ALTER TABLE public.programs_application ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_applicationstep (
    id bigint NOT NULL,
    stage character varying(10) NOT NULL,
    note character varying(500) NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    application_id bigint NOT NULL,
    by_id bigint NOT NULL
);
ALTER TABLE public.programs_applicationstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_applicationstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_customerfact (
    id bigint NOT NULL,
    name character varying(20) NOT NULL,
    value character varying(60) NOT NULL,
    start_on date NOT NULL,
    source character varying(200) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    customer_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL
);
ALTER TABLE public.programs_customerfact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_customerfact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_eligibilityrules (
    id bigint NOT NULL,
    start_on date NOT NULL,
    source text NOT NULL,
    published_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    program_id bigint NOT NULL,
    published_by_id bigint NOT NULL
);
ALTER TABLE public.programs_eligibilityrules ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_eligibilityrules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_enrolment (
    id bigint NOT NULL,
    start_on date NOT NULL,
    end_on date,
    evidence character varying(500) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    contract_id bigint,
    customer_id bigint NOT NULL,
    enrolled_by_id bigint NOT NULL,
    program_id bigint NOT NULL,
    CONSTRAINT enrolment_runs CHECK (((end_on IS NULL) OR (end_on >= start_on)))
);
ALTER TABLE public.programs_enrolment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_enrolment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_enrolmentend (
    id bigint NOT NULL,
    note character varying(500) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ended_on date NOT NULL,
    enrolment_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL
);
ALTER TABLE public.programs_enrolmentend ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_enrolmentend_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_evidence (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    "on" date NOT NULL,
    application_id bigint NOT NULL,
    by_id bigint NOT NULL,
    document_id bigint NOT NULL
);
ALTER TABLE public.programs_evidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_program (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    sentence character varying(300) NOT NULL
);
ALTER TABLE public.programs_program ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_program_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_programterms (
    id bigint NOT NULL,
    start_on date NOT NULL,
    end_on date,
    uplift_bp integer,
    discount_bp integer,
    verify_months smallint NOT NULL,
    published_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    program_id bigint NOT NULL,
    published_by_id bigint NOT NULL,
    CONSTRAINT programterms_sane CHECK ((((end_on IS NULL) OR (end_on > start_on)) AND ((uplift_bp IS NULL) OR ((uplift_bp >= '-10000'::integer) AND (uplift_bp <= 100000))) AND ((discount_bp IS NULL) OR ((discount_bp >= 0) AND (discount_bp <= 10000))) AND (verify_months >= 1)))
);
ALTER TABLE public.programs_programterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_programterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_verification (
    id bigint NOT NULL,
    note character varying(500) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    verified_on date NOT NULL,
    reverify_on date NOT NULL,
    enrolment_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT verification_lasts CHECK ((reverify_on > verified_on))
);
ALTER TABLE public.programs_verification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_verification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.programs_verificationreminder (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    recipient character varying(254) NOT NULL,
    "on" date NOT NULL,
    claimed_at timestamp with time zone,
    delivered_at timestamp with time zone,
    failure text NOT NULL,
    verification_id bigint NOT NULL
);
ALTER TABLE public.programs_verificationreminder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.programs_verificationreminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_acceptance (
    id bigint NOT NULL,
    manner character varying(16) NOT NULL,
    name character varying(120) NOT NULL,
    title character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    po_number character varying(60) NOT NULL,
    note text NOT NULL,
    accepted_on date NOT NULL,
    accepted_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    void_because text NOT NULL,
    quote_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    taken_by_id bigint NOT NULL,
    CONSTRAINT acceptance_signed CHECK (((NOT ((name)::text = ''::text)) AND (NOT ((title)::text = ''::text)) AND (NOT ((email)::text = ''::text))))
);
ALTER TABLE public.quotes_acceptance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_acceptance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_approvaldecision (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    note text NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    by_id bigint NOT NULL,
    instead_of_id bigint,
    step_id bigint NOT NULL,
    CONSTRAINT approvaldecision_says_why CHECK ((((kind)::text = ANY (ARRAY[('approve'::character varying)::text, ('reject'::character varying)::text, ('ask'::character varying)::text, ('answer'::character varying)::text])) AND (((kind)::text = 'approve'::text) OR (NOT (note = ''::text)))))
);
ALTER TABLE public.quotes_approvaldecision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_approvaldecision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_approvallink (
    id bigint NOT NULL,
    nonce character varying(32) NOT NULL,
    digest character varying(64) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    notice_id bigint NOT NULL
);
ALTER TABLE public.quotes_approvallink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_approvallink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_approvallinkuse (
    id bigint NOT NULL,
    used_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    decision_id bigint NOT NULL,
    link_id bigint NOT NULL
);
ALTER TABLE public.quotes_approvallinkuse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_approvallinkuse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_approvalnotice (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    round smallint NOT NULL,
    recipient character varying(254) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    written_at timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    step_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT approvalnotice_kind CHECK (((kind)::text = ANY (ARRAY[('asked'::character varying)::text, ('half'::character varying)::text, ('near'::character varying)::text, ('overdue'::character varying)::text, ('escalated'::character varying)::text, ('question'::character varying)::text])))
);
ALTER TABLE public.quotes_approvalnotice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_approvalnotice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_approvalrequest (
    id bigint NOT NULL,
    facts jsonb NOT NULL,
    requested_on date NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    void_because text NOT NULL,
    quote_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    requested_by_id bigint NOT NULL,
    option smallint NOT NULL
);
ALTER TABLE public.quotes_approvalrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_approvalrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_approvalrule (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    trigger character varying(20) NOT NULL,
    over bigint,
    role character varying(12) NOT NULL,
    tiers smallint NOT NULL,
    currency character varying(3) NOT NULL,
    start_on date NOT NULL,
    CONSTRAINT approvalrule_sane CHECK ((((trigger)::text = ANY (ARRAY[('discount'::character varying)::text, ('waived'::character varying)::text, ('leakage'::character varying)::text, ('free_months'::character varying)::text, ('multi_year'::character varying)::text, ('back_dated'::character varying)::text, ('payment_days'::character varying)::text, ('auto_renew_off'::character varying)::text, ('paper'::character varying)::text, ('custom_sla'::character varying)::text, ('opt_out'::character varying)::text, ('value'::character varying)::text])) AND ((((role)::text = ''::text) AND (tiers >= 1) AND (tiers <= 3) AND ((trigger)::text = 'value'::text)) OR ((NOT ((trigger)::text = 'value'::text)) AND ((role)::text = ANY (ARRAY[('deal_desk'::character varying)::text, ('finance'::character varying)::text, ('legal'::character varying)::text, ('manager'::character varying)::text, ('director'::character varying)::text, ('cro'::character varying)::text, ('cfo'::character varying)::text, ('ceo'::character varying)::text])) AND (tiers = 0))) AND ((over IS NULL) OR (over >= 0))))
);
ALTER TABLE public.quotes_approvalrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_approvalrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_approvalstep (
    id bigint NOT NULL,
    stage smallint NOT NULL,
    role character varying(12) NOT NULL,
    why jsonb NOT NULL,
    approver_id bigint,
    request_id bigint NOT NULL
);
ALTER TABLE public.quotes_approvalstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_approvalstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_approverseat (
    id bigint NOT NULL,
    role character varying(12) NOT NULL,
    region character varying(8) NOT NULL,
    start_on date NOT NULL,
    end_on date,
    user_id bigint NOT NULL,
    CONSTRAINT approverseat_sane CHECK ((((role)::text = ANY (ARRAY[('deal_desk'::character varying)::text, ('finance'::character varying)::text, ('legal'::character varying)::text, ('manager'::character varying)::text, ('director'::character varying)::text, ('cro'::character varying)::text, ('cfo'::character varying)::text, ('ceo'::character varying)::text])) AND ((end_on IS NULL) OR (end_on > start_on))))
);
ALTER TABLE public.quotes_approverseat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_approverseat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_decline (
    id bigint NOT NULL,
    reason character varying(16) NOT NULL,
    note text NOT NULL,
    name character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    declined_on date NOT NULL,
    declined_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    quote_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    taken_by_id bigint NOT NULL
);
ALTER TABLE public.quotes_decline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_decline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_delegation (
    id bigint NOT NULL,
    start_on date NOT NULL,
    end_on date NOT NULL,
    given_by_id bigint NOT NULL,
    given_to_id bigint NOT NULL,
    CONSTRAINT delegation_sane CHECK (((end_on > start_on) AND (NOT (given_by_id = given_to_id))))
);
ALTER TABLE public.quotes_delegation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_delegation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_issuedpaper (
    id bigint NOT NULL,
    kind character varying(30) NOT NULL,
    form character varying(4) NOT NULL,
    language character varying(2) NOT NULL,
    template character varying(60) NOT NULL,
    terms_version character varying(40) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    code character varying(20) NOT NULL,
    plain_sha256 character varying(64) NOT NULL,
    sealed_by character varying(200) NOT NULL,
    issued_on date NOT NULL,
    issued_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    contract_id bigint NOT NULL,
    document_id bigint NOT NULL,
    issued_by_id bigint NOT NULL,
    quote_id bigint,
    CONSTRAINT issuedpaper_sane CHECK ((((kind)::text = ANY (ARRAY[('quote'::character varying)::text, ('order_form'::character varying)::text, ('insertion_order'::character varying)::text, ('renewal_notice'::character varying)::text, ('partner_pack'::character varying)::text, ('amendment'::character varying)::text, ('new_terms'::character varying)::text, ('termination'::character varying)::text, ('termination_acknowledgement'::character varying)::text, ('non_renewal'::character varying)::text])) AND ((form)::text = ANY (ARRAY[('pdf'::character varying)::text, ('docx'::character varying)::text])) AND ((language)::text = ANY (ARRAY[('en'::character varying)::text, ('de'::character varying)::text, ('fr'::character varying)::text, ('es'::character varying)::text, ('ja'::character varying)::text])) AND ((fingerprint)::text ~ '^[0-9a-f]{64}$'::text) AND ((fingerprint)::text ~~ (replace(replace(replace((code)::text, '\'::text, '\\'::text), '%'::text, '\%'::text), '_'::text, '\_'::text) || '%'::text))))
);
ALTER TABLE public.quotes_issuedpaper ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_issuedpaper_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_leakagecell (
    owner_id bigint,
    lines integer NOT NULL,
    slot smallint NOT NULL,
    export_controlled boolean NOT NULL,
    currency character varying(3) NOT NULL,
    reason character varying(16) NOT NULL,
    segment character varying(16) NOT NULL,
    region character varying(8) NOT NULL,
    family character varying(80) NOT NULL,
    channel character varying(12) NOT NULL,
    carried_minor numeric(30,0) NOT NULL,
    entitled_minor numeric(30,0) NOT NULL,
    realised_minor numeric(30,0) NOT NULL,
    leakage_minor numeric(30,0) NOT NULL
)
PARTITION BY LIST (slot);
CREATE TABLE public.quotes_leakagecell_0 (
    owner_id bigint,
    lines integer CONSTRAINT quotes_leakagecell_lines_not_null NOT NULL,
    slot smallint DEFAULT 0 CONSTRAINT quotes_leakagecell_slot_not_null NOT NULL,
    export_controlled boolean CONSTRAINT quotes_leakagecell_export_controlled_not_null NOT NULL,
    currency character varying(3) CONSTRAINT quotes_leakagecell_currency_not_null NOT NULL,
    reason character varying(16) CONSTRAINT quotes_leakagecell_reason_not_null NOT NULL,
    segment character varying(16) CONSTRAINT quotes_leakagecell_segment_not_null NOT NULL,
    region character varying(8) CONSTRAINT quotes_leakagecell_region_not_null NOT NULL,
    family character varying(80) CONSTRAINT quotes_leakagecell_family_not_null NOT NULL,
    channel character varying(12) CONSTRAINT quotes_leakagecell_channel_not_null NOT NULL,
    carried_minor numeric(30,0) CONSTRAINT quotes_leakagecell_carried_minor_not_null NOT NULL,
    entitled_minor numeric(30,0) CONSTRAINT quotes_leakagecell_entitled_minor_not_null NOT NULL,
    realised_minor numeric(30,0) CONSTRAINT quotes_leakagecell_realised_minor_not_null NOT NULL,
    leakage_minor numeric(30,0) CONSTRAINT quotes_leakagecell_leakage_minor_not_null NOT NULL
);
CREATE TABLE public.quotes_leakagecell_1 (
    owner_id bigint,
    lines integer CONSTRAINT quotes_leakagecell_lines_not_null NOT NULL,
    slot smallint DEFAULT 1 CONSTRAINT quotes_leakagecell_slot_not_null NOT NULL,
    export_controlled boolean CONSTRAINT quotes_leakagecell_export_controlled_not_null NOT NULL,
    currency character varying(3) CONSTRAINT quotes_leakagecell_currency_not_null NOT NULL,
    reason character varying(16) CONSTRAINT quotes_leakagecell_reason_not_null NOT NULL,
    segment character varying(16) CONSTRAINT quotes_leakagecell_segment_not_null NOT NULL,
    region character varying(8) CONSTRAINT quotes_leakagecell_region_not_null NOT NULL,
    family character varying(80) CONSTRAINT quotes_leakagecell_family_not_null NOT NULL,
    channel character varying(12) CONSTRAINT quotes_leakagecell_channel_not_null NOT NULL,
    carried_minor numeric(30,0) CONSTRAINT quotes_leakagecell_carried_minor_not_null NOT NULL,
    entitled_minor numeric(30,0) CONSTRAINT quotes_leakagecell_entitled_minor_not_null NOT NULL,
    realised_minor numeric(30,0) CONSTRAINT quotes_leakagecell_realised_minor_not_null NOT NULL,
    leakage_minor numeric(30,0) CONSTRAINT quotes_leakagecell_leakage_minor_not_null NOT NULL
);
CREATE TABLE public.quotes_leakagereport (
    id bigint NOT NULL,
    slot smallint NOT NULL,
    done_below bigint NOT NULL,
    started_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    dropped_at timestamp with time zone,
    run_id bigint NOT NULL,
    started_by_id bigint NOT NULL,
    CONSTRAINT leakagereport_two_slots CHECK ((slot = ANY (ARRAY[0, 1])))
);
ALTER TABLE public.quotes_leakagereport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_leakagereport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_leakagerow (
    id bigint NOT NULL,
    contract_id bigint NOT NULL,
    quote_id bigint,
    lines integer NOT NULL,
    slot smallint NOT NULL,
    currency character varying(3) NOT NULL,
    reason character varying(16) NOT NULL,
    family character varying(80) NOT NULL,
    carried_minor numeric(30,0) NOT NULL,
    entitled_minor numeric(30,0) NOT NULL,
    realised_minor numeric(30,0) NOT NULL,
    leakage_minor numeric(30,0) NOT NULL
)
PARTITION BY LIST (slot);
CREATE SEQUENCE public.quotes_leakagerow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.quotes_leakagerow_id_seq OWNED BY public.quotes_leakagerow.id;
CREATE TABLE public.quotes_leakagerow_0 (
    id bigint DEFAULT nextval('public.quotes_leakagerow_id_seq'::regclass) CONSTRAINT quotes_leakagerow_id_not_null NOT NULL,
    contract_id bigint CONSTRAINT quotes_leakagerow_contract_id_not_null NOT NULL,
    quote_id bigint,
    lines integer CONSTRAINT quotes_leakagerow_lines_not_null NOT NULL,
    slot smallint DEFAULT 0 CONSTRAINT quotes_leakagerow_slot_not_null NOT NULL,
    currency character varying(3) CONSTRAINT quotes_leakagerow_currency_not_null NOT NULL,
    reason character varying(16) CONSTRAINT quotes_leakagerow_reason_not_null NOT NULL,
    family character varying(80) CONSTRAINT quotes_leakagerow_family_not_null NOT NULL,
    carried_minor numeric(30,0) CONSTRAINT quotes_leakagerow_carried_minor_not_null NOT NULL,
    entitled_minor numeric(30,0) CONSTRAINT quotes_leakagerow_entitled_minor_not_null NOT NULL,
    realised_minor numeric(30,0) CONSTRAINT quotes_leakagerow_realised_minor_not_null NOT NULL,
    leakage_minor numeric(30,0) CONSTRAINT quotes_leakagerow_leakage_minor_not_null NOT NULL
);
CREATE TABLE public.quotes_leakagerow_1 (
    id bigint DEFAULT nextval('public.quotes_leakagerow_id_seq'::regclass) CONSTRAINT quotes_leakagerow_id_not_null NOT NULL,
    contract_id bigint CONSTRAINT quotes_leakagerow_contract_id_not_null NOT NULL,
    quote_id bigint,
    lines integer CONSTRAINT quotes_leakagerow_lines_not_null NOT NULL,
    slot smallint DEFAULT 1 CONSTRAINT quotes_leakagerow_slot_not_null NOT NULL,
    currency character varying(3) CONSTRAINT quotes_leakagerow_currency_not_null NOT NULL,
    reason character varying(16) CONSTRAINT quotes_leakagerow_reason_not_null NOT NULL,
    family character varying(80) CONSTRAINT quotes_leakagerow_family_not_null NOT NULL,
    carried_minor numeric(30,0) CONSTRAINT quotes_leakagerow_carried_minor_not_null NOT NULL,
    entitled_minor numeric(30,0) CONSTRAINT quotes_leakagerow_entitled_minor_not_null NOT NULL,
    realised_minor numeric(30,0) CONSTRAINT quotes_leakagerow_realised_minor_not_null NOT NULL,
    leakage_minor numeric(30,0) CONSTRAINT quotes_leakagerow_leakage_minor_not_null NOT NULL
);
CREATE TABLE public.quotes_offerevent (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    note text NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    acceptance_id bigint,
    by_id bigint NOT NULL,
    decline_id bigint,
    document_id bigint,
    question_id bigint,
    sending_id bigint NOT NULL,
    CONSTRAINT offerevent_sane CHECK ((((kind)::text = ANY (ARRAY[('sent'::character varying)::text, ('opened'::character varying)::text, ('downloaded'::character varying)::text, ('question'::character varying)::text, ('answered'::character varying)::text, ('uploaded'::character varying)::text, ('accepted'::character varying)::text, ('declined'::character varying)::text, ('withdrawn'::character varying)::text])) AND (((kind)::text = 'answered'::text) OR (question_id IS NULL)) AND (((kind)::text = 'accepted'::text) OR (acceptance_id IS NULL)) AND (((kind)::text = 'declined'::text) OR (decline_id IS NULL)) AND ((NOT ((kind)::text = 'uploaded'::text)) OR (document_id IS NOT NULL))))
);
ALTER TABLE public.quotes_offerevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_offerevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_offermail (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    recipient character varying(254) NOT NULL,
    claimed_at timestamp with time zone,
    delivered_at timestamp with time zone,
    failure text NOT NULL,
    event_id bigint NOT NULL,
    CONSTRAINT offermail_sane CHECK ((((kind)::text = ANY (ARRAY[('offer'::character varying)::text, ('answer'::character varying)::text, ('receipt'::character varying)::text, ('news'::character varying)::text])) AND (NOT ((recipient)::text = ''::text))))
);
ALTER TABLE public.quotes_offermail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_offermail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_offernote (
    id bigint NOT NULL,
    text text NOT NULL,
    written_on date NOT NULL,
    written_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    renewal_id bigint NOT NULL,
    written_by_id bigint NOT NULL
);
ALTER TABLE public.quotes_offernote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_offernote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_offerterms (
    id bigint NOT NULL,
    payment_days smallint NOT NULL,
    auto_renews boolean NOT NULL,
    paper character varying(10) NOT NULL,
    custom_sla boolean NOT NULL,
    opt_out_days smallint,
    set_on date NOT NULL,
    renewal_id bigint NOT NULL,
    set_by_id bigint NOT NULL,
    CONSTRAINT offerterms_sane CHECK (((payment_days >= 0) AND (payment_days <= 365) AND ((paper)::text = ANY (ARRAY[('standard'::character varying)::text, ('amended'::character varying)::text, ('customer'::character varying)::text])) AND ((opt_out_days IS NULL) OR (opt_out_days >= 1))))
);
ALTER TABLE public.quotes_offerterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_offerterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_quote (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    version smallint NOT NULL,
    is_primary boolean NOT NULL,
    currency character varying(3) NOT NULL,
    start_on date NOT NULL,
    end_on date NOT NULL,
    term_months smallint NOT NULL,
    priced_on date NOT NULL,
    contract_revision integer NOT NULL,
    valid_until date NOT NULL,
    expiring_minor bigint NOT NULL,
    proposed_minor bigint NOT NULL,
    made_by_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    asked jsonb,
    proration character varying(12) NOT NULL,
    option smallint NOT NULL,
    CONSTRAINT quote_currency CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT quote_option_not_primary CHECK (((option = 0) OR ((NOT is_primary) AND (option >= 1))))
);
ALTER TABLE public.quotes_quote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_quote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_quotedocument (
    id bigint NOT NULL,
    document_id bigint NOT NULL,
    quote_id bigint NOT NULL
);
ALTER TABLE public.quotes_quotedocument ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_quotedocument_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_quoteending (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    reason text NOT NULL,
    ended_on date NOT NULL,
    ended_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ended_by_id bigint NOT NULL,
    quote_id bigint NOT NULL,
    CONSTRAINT quoteending_says_why CHECK ((((kind)::text = ANY (ARRAY[('withdrawn'::character varying)::text, ('expired'::character varying)::text, ('superseded'::character varying)::text])) AND (NOT (reason = ''::text))))
);
ALTER TABLE public.quotes_quoteending ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_quoteending_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_quoteline (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    lot integer NOT NULL,
    quantity numeric(18,4) NOT NULL,
    price_months smallint NOT NULL,
    currency character varying(3) NOT NULL,
    expiring_price_e4 bigint NOT NULL,
    proposed_price_e4 bigint NOT NULL,
    expiring_minor bigint NOT NULL,
    proposed_minor bigint NOT NULL,
    trace jsonb NOT NULL,
    product_id bigint NOT NULL,
    quote_id bigint NOT NULL,
    expiring_product_id bigint,
    inputs jsonb,
    leakage_reason character varying(16) NOT NULL,
    start_on date NOT NULL,
    end_on date NOT NULL,
    entitled_minor bigint NOT NULL,
    leakage_minor bigint NOT NULL,
    CONSTRAINT quoteline_currency CHECK (((currency)::text ~ '^[A-Z]{3}$'::text))
);
ALTER TABLE public.quotes_quoteline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_quoteline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_quoteoption (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    label character varying(80) NOT NULL,
    primary_id bigint NOT NULL,
    quote_id bigint NOT NULL,
    CONSTRAINT quoteoption_sane CHECK ((("position" >= 1) AND (NOT ((label)::text = ''::text)) AND (NOT (primary_id = quote_id))))
);
ALTER TABLE public.quotes_quoteoption ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_quoteoption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quotes_sending (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    email character varying(254) NOT NULL,
    language character varying(8) NOT NULL,
    nonce character varying(64) NOT NULL,
    token_hash character varying(64) NOT NULL,
    sent_on date NOT NULL,
    sent_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    expires_on date NOT NULL,
    withdrawn_because text NOT NULL,
    partner_id bigint,
    quote_id bigint NOT NULL,
    sent_by_id bigint NOT NULL,
    CONSTRAINT sending_sane CHECK ((((token_hash)::text ~ '^[0-9a-f]{64}$'::text) AND (expires_on > sent_on) AND (NOT ((name)::text = ''::text)) AND (NOT ((email)::text = ''::text))))
);
ALTER TABLE public.quotes_sending ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quotes_sending_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.renewals_finding (
    id bigint NOT NULL,
    check_code character varying(30) NOT NULL,
    reason character varying(300) NOT NULL,
    found_on date NOT NULL,
    cleared_on date,
    contract_id bigint NOT NULL,
    renewal_id bigint
);
ALTER TABLE public.renewals_finding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.renewals_finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.renewals_outcome (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    reason character varying(200) NOT NULL,
    closed_on date NOT NULL,
    by_id bigint NOT NULL,
    renewal_id bigint NOT NULL
);
ALTER TABLE public.renewals_outcome ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.renewals_outcome_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.renewals_ownership (
    id bigint NOT NULL,
    from_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone,
    why character varying(300) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    open_renewal_id bigint GENERATED ALWAYS AS (
CASE
    WHEN (until_at IS NULL) THEN renewal_id
    ELSE NULL::bigint
END) STORED,
    by_id bigint,
    owner_id bigint NOT NULL,
    renewal_id bigint NOT NULL,
    CONSTRAINT ownership_runs CHECK (((until_at IS NULL) OR (until_at > from_at)))
);
ALTER TABLE public.renewals_ownership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.renewals_ownership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.renewals_renewal (
    id bigint NOT NULL,
    renewal_on date NOT NULL,
    due_on date NOT NULL,
    notice_on date,
    renewal_type character varying(10) NOT NULL,
    currency character varying(3) NOT NULL,
    atr_minor bigint NOT NULL,
    forecast_minor bigint NOT NULL,
    final_minor bigint,
    contract_revision integer NOT NULL,
    opened_on date NOT NULL,
    closed_on date,
    next_action character varying(20) NOT NULL,
    act_on date NOT NULL,
    act_reason character varying(200) NOT NULL,
    contract_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    owner_id bigint,
    group_id bigint,
    quoted_on date,
    quoted_revision integer,
    quote_ended character varying(12) DEFAULT ''::character varying NOT NULL,
    risk character varying(24) DEFAULT ''::character varying NOT NULL,
    snoozed_until date,
    step_on date,
    touched_on date,
    waiting_on character varying(10) DEFAULT ''::character varying NOT NULL,
    waiting_since date,
    waiting_until date,
    waiting_why character varying(16) DEFAULT ''::character varying NOT NULL,
    work_on date GENERATED ALWAYS AS (GREATEST((LEAST(act_on, step_on) -
CASE
    WHEN ((risk)::text = 'will_contract'::text) THEN 5
    WHEN ((risk)::text = 'will_contract_actionable'::text) THEN 10
    WHEN ((risk)::text = 'will_churn'::text) THEN 7
    WHEN ((risk)::text = 'will_churn_actionable'::text) THEN 14
    ELSE 0
END), snoozed_until, waiting_until)) STORED,
    CONSTRAINT renewal_currency CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT renewal_dates CHECK ((due_on < renewal_on))
);
ALTER TABLE public.renewals_renewal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.renewals_renewal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.renewals_renewalgroup (
    id bigint NOT NULL,
    renewal_on date NOT NULL,
    customer_id bigint NOT NULL
);
ALTER TABLE public.renewals_renewalgroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.renewals_renewalgroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sync_importrun (
    id bigint NOT NULL,
    profile character varying(60) NOT NULL,
    mapping text NOT NULL,
    dry_run boolean NOT NULL,
    state character varying(10) NOT NULL,
    "on" date NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    files jsonb NOT NULL,
    folder character varying(60) NOT NULL,
    counts jsonb NOT NULL,
    done bigint NOT NULL,
    total bigint NOT NULL,
    error text NOT NULL,
    by_id bigint NOT NULL,
    CONSTRAINT importrun_state_known CHECK (((state)::text = ANY (ARRAY[('uploaded'::character varying)::text, ('running'::character varying)::text, ('done'::character varying)::text, ('failed'::character varying)::text])))
);
ALTER TABLE public.sync_importrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sync_importrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sync_statementupload (
    id bigint NOT NULL,
    side character varying(8) NOT NULL,
    as_of date NOT NULL,
    run_id bigint NOT NULL
);
ALTER TABLE public.sync_statementupload ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sync_statementupload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.pricing_pricedline ATTACH PARTITION public.pricing_pricedline_0 FOR VALUES IN ('0');
ALTER TABLE ONLY public.pricing_pricedline ATTACH PARTITION public.pricing_pricedline_1 FOR VALUES IN ('1');
ALTER TABLE ONLY public.quotes_leakagecell ATTACH PARTITION public.quotes_leakagecell_0 FOR VALUES IN ('0');
ALTER TABLE ONLY public.quotes_leakagecell ATTACH PARTITION public.quotes_leakagecell_1 FOR VALUES IN ('1');
ALTER TABLE ONLY public.quotes_leakagerow ATTACH PARTITION public.quotes_leakagerow_0 FOR VALUES IN ('0');
ALTER TABLE ONLY public.quotes_leakagerow ATTACH PARTITION public.quotes_leakagerow_1 FOR VALUES IN ('1');
ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);
ALTER TABLE ONLY public.quotes_leakagerow ALTER COLUMN id SET DEFAULT nextval('public.quotes_leakagerow_id_seq'::regclass);
ALTER TABLE ONLY public.desk_absence
    ADD CONSTRAINT absence_one_at_a_time EXCLUDE USING gist (staff_id WITH =, daterange(start_on, end_on) WITH &&);
ALTER TABLE ONLY public.foundation_apitoken
    ADD CONSTRAINT apitoken_name_once UNIQUE (user_id, name);
ALTER TABLE ONLY public.quotes_approvalnotice
    ADD CONSTRAINT approvalnotice_once UNIQUE (step_id, kind, round, user_id);
ALTER TABLE ONLY public.quotes_approvalrule
    ADD CONSTRAINT approvalrule_slot_once UNIQUE (trigger, role, tiers, currency, start_on);
ALTER TABLE ONLY public.quotes_approvalstep
    ADD CONSTRAINT approvalstep_role_once UNIQUE (request_id, role);
ALTER TABLE ONLY public.quotes_approverseat
    ADD CONSTRAINT approverseat_one_at_a_time EXCLUDE USING gist (role WITH =, region WITH =, daterange(start_on, end_on) WITH &&);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_arrmovement
    ADD CONSTRAINT book_arrmovement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_bundle
    ADD CONSTRAINT book_bundle_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_bundleitem
    ADD CONSTRAINT book_bundleitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_contract
    ADD CONSTRAINT book_contract_key_key UNIQUE (key);
ALTER TABLE ONLY public.book_contract
    ADD CONSTRAINT book_contract_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_dealapproval
    ADD CONSTRAINT book_dealapproval_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_dealapproval
    ADD CONSTRAINT book_dealapproval_registration_id_key UNIQUE (registration_id);
ALTER TABLE ONLY public.book_dealregistration
    ADD CONSTRAINT book_dealregistration_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_dealwithdrawal
    ADD CONSTRAINT book_dealwithdrawal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_dealwithdrawal
    ADD CONSTRAINT book_dealwithdrawal_registration_id_key UNIQUE (registration_id);
ALTER TABLE ONLY public.book_indexvalue
    ADD CONSTRAINT book_indexvalue_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_line
    ADD CONSTRAINT book_line_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_order
    ADD CONSTRAINT book_order_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_orderaction
    ADD CONSTRAINT book_orderaction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_overage
    ADD CONSTRAINT book_overage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_periodlock
    ADD CONSTRAINT book_periodlock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_periodreopening
    ADD CONSTRAINT book_periodreopening_lock_id_key UNIQUE (lock_id);
ALTER TABLE ONLY public.book_periodreopening
    ADD CONSTRAINT book_periodreopening_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_pricebook
    ADD CONSTRAINT book_pricebook_code_key UNIQUE (code);
ALTER TABLE ONLY public.book_pricebook
    ADD CONSTRAINT book_pricebook_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_pricecover
    ADD CONSTRAINT book_pricecover_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_priceentry
    ADD CONSTRAINT book_priceentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_priceindex
    ADD CONSTRAINT book_priceindex_code_key UNIQUE (code);
ALTER TABLE ONLY public.book_priceindex
    ADD CONSTRAINT book_priceindex_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_pricetier
    ADD CONSTRAINT book_pricetier_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_product
    ADD CONSTRAINT book_product_code_key UNIQUE (code);
ALTER TABLE ONLY public.book_product
    ADD CONSTRAINT book_product_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_succession
    ADD CONSTRAINT book_succession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.book_bundle
    ADD CONSTRAINT bundle_once UNIQUE (product_id, start_on);
ALTER TABLE ONLY public.book_bundleitem
    ADD CONSTRAINT bundleitem_once UNIQUE (bundle_id, product_id);
ALTER TABLE ONLY public.documents_clause
    ADD CONSTRAINT clause_once UNIQUE (terms_version, language, code);
ALTER TABLE ONLY public.documents_clause
    ADD CONSTRAINT clause_place_once UNIQUE (terms_version, language, "position");
ALTER TABLE ONLY public.closing_automaticrenewal
    ADD CONSTRAINT closing_automaticrenewal_order_id_key UNIQUE (order_id);
ALTER TABLE ONLY public.closing_automaticrenewal
    ADD CONSTRAINT closing_automaticrenewal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_automaticrenewal
    ADD CONSTRAINT closing_automaticrenewal_renewal_id_key UNIQUE (renewal_id);
ALTER TABLE ONLY public.closing_booking
    ADD CONSTRAINT closing_booking_acceptance_id_key UNIQUE (acceptance_id);
ALTER TABLE ONLY public.closing_booking
    ADD CONSTRAINT closing_booking_order_id_key UNIQUE (order_id);
ALTER TABLE ONLY public.closing_booking
    ADD CONSTRAINT closing_booking_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_bookingrefusal
    ADD CONSTRAINT closing_bookingrefusal_acceptance_id_key UNIQUE (acceptance_id);
ALTER TABLE ONLY public.closing_bookingrefusal
    ADD CONSTRAINT closing_bookingrefusal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_churndecision
    ADD CONSTRAINT closing_churndecision_exception_id_key UNIQUE (exception_id);
ALTER TABLE ONLY public.closing_churndecision
    ADD CONSTRAINT closing_churndecision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_churnexception
    ADD CONSTRAINT closing_churnexception_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_churnexception
    ADD CONSTRAINT closing_churnexception_renewal_id_key UNIQUE (renewal_id);
ALTER TABLE ONLY public.closing_closingtick
    ADD CONSTRAINT closing_closingtick_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_datareturnstep
    ADD CONSTRAINT closing_datareturnstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_discrepancy
    ADD CONSTRAINT closing_discrepancy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_discrepancynote
    ADD CONSTRAINT closing_discrepancynote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_envelope
    ADD CONSTRAINT closing_envelope_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_envelope
    ADD CONSTRAINT closing_envelope_service_id_key UNIQUE (service_id);
ALTER TABLE ONLY public.closing_envelopenews
    ADD CONSTRAINT closing_envelopenews_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_keymatch
    ADD CONSTRAINT closing_keymatch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_noticeend
    ADD CONSTRAINT closing_noticeend_notice_id_key UNIQUE (notice_id);
ALTER TABLE ONLY public.closing_noticeend
    ADD CONSTRAINT closing_noticeend_order_id_key UNIQUE (order_id);
ALTER TABLE ONLY public.closing_noticeend
    ADD CONSTRAINT closing_noticeend_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_papercheck
    ADD CONSTRAINT closing_papercheck_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_papermismatch
    ADD CONSTRAINT closing_papermismatch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_paperwaiver
    ADD CONSTRAINT closing_paperwaiver_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_periodclose
    ADD CONSTRAINT closing_periodclose_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_reconciliation
    ADD CONSTRAINT closing_reconciliation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_renewalreminder
    ADD CONSTRAINT closing_renewalreminder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_renewalreminder
    ADD CONSTRAINT closing_renewalreminder_renewal_id_key UNIQUE (renewal_id);
ALTER TABLE ONLY public.closing_saveattempt
    ADD CONSTRAINT closing_saveattempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_settlement
    ADD CONSTRAINT closing_settlement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_statement
    ADD CONSTRAINT closing_statement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_statementcontract
    ADD CONSTRAINT closing_statementcontract_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_statementline
    ADD CONSTRAINT closing_statementline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_terminationnotice
    ADD CONSTRAINT closing_terminationnotice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing_closingtick
    ADD CONSTRAINT closingtick_once UNIQUE (renewal_id, step);
ALTER TABLE ONLY public.closing_datareturnstep
    ADD CONSTRAINT datareturn_step_once UNIQUE (notice_id, step);
ALTER TABLE ONLY public.book_dealapproval
    ADD CONSTRAINT deal_one_in_force EXCLUDE USING gist (contract_id WITH =, daterange(start_on, end_on) WITH &&);
ALTER TABLE ONLY public.quotes_decline
    ADD CONSTRAINT decline_once UNIQUE (quote_id, email);
ALTER TABLE ONLY public.quotes_delegation
    ADD CONSTRAINT delegation_one_at_a_time EXCLUDE USING gist (given_by_id WITH =, daterange(start_on, end_on) WITH &&);
ALTER TABLE ONLY public.desk_absence
    ADD CONSTRAINT desk_absence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_calendarfeed
    ADD CONSTRAINT desk_calendarfeed_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.desk_calendarfeed
    ADD CONSTRAINT desk_calendarfeed_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_calendarfeedend
    ADD CONSTRAINT desk_calendarfeedend_feed_id_key UNIQUE (feed_id);
ALTER TABLE ONLY public.desk_calendarfeedend
    ADD CONSTRAINT desk_calendarfeedend_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_contestedmark
    ADD CONSTRAINT desk_contestedmark_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_digestmail
    ADD CONSTRAINT desk_digestmail_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.desk_digestmail
    ADD CONSTRAINT desk_digestmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_escalation
    ADD CONSTRAINT desk_escalation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_escalationevent
    ADD CONSTRAINT desk_escalationevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_escalationmail
    ADD CONSTRAINT desk_escalationmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_escalationnotice
    ADD CONSTRAINT desk_escalationnotice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_escalationrule
    ADD CONSTRAINT desk_escalationrule_code_key UNIQUE (code);
ALTER TABLE ONLY public.desk_escalationrule
    ADD CONSTRAINT desk_escalationrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_escalationrulewithdrawal
    ADD CONSTRAINT desk_escalationrulewithdrawal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_escalationrulewithdrawal
    ADD CONSTRAINT desk_escalationrulewithdrawal_rule_id_key UNIQUE (rule_id);
ALTER TABLE ONLY public.desk_handover
    ADD CONSTRAINT desk_handover_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_handovermail
    ADD CONSTRAINT desk_handovermail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_handovernote
    ADD CONSTRAINT desk_handovernote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_handoverstep
    ADD CONSTRAINT desk_handoverstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_loggedcontact
    ADD CONSTRAINT desk_loggedcontact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_mailboxplace
    ADD CONSTRAINT desk_mailboxplace_mailbox_key UNIQUE (mailbox);
ALTER TABLE ONLY public.desk_mailboxplace
    ADD CONSTRAINT desk_mailboxplace_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_mailtaken
    ADD CONSTRAINT desk_mailtaken_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.desk_mailtaken
    ADD CONSTRAINT desk_mailtaken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_mention
    ADD CONSTRAINT desk_mention_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_nextstep
    ADD CONSTRAINT desk_nextstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_note
    ADD CONSTRAINT desk_note_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_play
    ADD CONSTRAINT desk_play_code_key UNIQUE (code);
ALTER TABLE ONLY public.desk_play
    ADD CONSTRAINT desk_play_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_playcomment
    ADD CONSTRAINT desk_playcomment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_playdecision
    ADD CONSTRAINT desk_playdecision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_playdecision
    ADD CONSTRAINT desk_playdecision_proposal_id_key UNIQUE (proposal_id);
ALTER TABLE ONLY public.desk_playdraft
    ADD CONSTRAINT desk_playdraft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_playstart
    ADD CONSTRAINT desk_playstart_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_playtask
    ADD CONSTRAINT desk_playtask_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_playversion
    ADD CONSTRAINT desk_playversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_readercursor
    ADD CONSTRAINT desk_readercursor_pkey PRIMARY KEY (reader);
ALTER TABLE ONLY public.desk_regionhours
    ADD CONSTRAINT desk_regionhours_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_reminder
    ADD CONSTRAINT desk_reminder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_reminderchannel
    ADD CONSTRAINT desk_reminderchannel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_reminderitem
    ADD CONSTRAINT desk_reminderitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_request
    ADD CONSTRAINT desk_request_number_key UNIQUE (number);
ALTER TABLE ONLY public.desk_request
    ADD CONSTRAINT desk_request_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_requestfile
    ADD CONSTRAINT desk_requestfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_requestmail
    ADD CONSTRAINT desk_requestmail_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.desk_requestmail
    ADD CONSTRAINT desk_requestmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_requeststep
    ADD CONSTRAINT desk_requeststep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_reviewreminder
    ADD CONSTRAINT desk_reviewreminder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_riskmark
    ADD CONSTRAINT desk_riskmark_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_run
    ADD CONSTRAINT desk_run_on_key UNIQUE ("on");
ALTER TABLE ONLY public.desk_run
    ADD CONSTRAINT desk_run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_runstep
    ADD CONSTRAINT desk_runstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_savedview
    ADD CONSTRAINT desk_savedview_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_saveplay
    ADD CONSTRAINT desk_saveplay_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_saveresult
    ADD CONSTRAINT desk_saveresult_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_saveresult
    ADD CONSTRAINT desk_saveresult_save_play_id_key UNIQUE (save_play_id);
ALTER TABLE ONLY public.desk_savetactic
    ADD CONSTRAINT desk_savetactic_code_key UNIQUE (code);
ALTER TABLE ONLY public.desk_savetactic
    ADD CONSTRAINT desk_savetactic_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_shift
    ADD CONSTRAINT desk_shift_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_shiftpattern
    ADD CONSTRAINT desk_shiftpattern_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_shiftswap
    ADD CONSTRAINT desk_shiftswap_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_snooze
    ADD CONSTRAINT desk_snooze_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_staffcapacity
    ADD CONSTRAINT desk_staffcapacity_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_staffskill
    ADD CONSTRAINT desk_staffskill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_stakeholder
    ADD CONSTRAINT desk_stakeholder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_swapanswer
    ADD CONSTRAINT desk_swapanswer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_swapanswer
    ADD CONSTRAINT desk_swapanswer_swap_id_key UNIQUE (swap_id);
ALTER TABLE ONLY public.desk_task
    ADD CONSTRAINT desk_task_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_taskafter
    ADD CONSTRAINT desk_taskafter_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_taskevidence
    ADD CONSTRAINT desk_taskevidence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_taskmove
    ADD CONSTRAINT desk_taskmove_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_taskresult
    ADD CONSTRAINT desk_taskresult_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_taskresult
    ADD CONSTRAINT desk_taskresult_task_id_key UNIQUE (task_id);
ALTER TABLE ONLY public.desk_tasktick
    ADD CONSTRAINT desk_tasktick_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_waitingmark
    ADD CONSTRAINT desk_waitingmark_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_worklistcursor
    ADD CONSTRAINT desk_worklistcursor_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.desk_digestmail
    ADD CONSTRAINT digestmail_once UNIQUE (run_id, recipient);
ALTER TABLE ONLY public.directory_contact
    ADD CONSTRAINT directory_contact_key_key UNIQUE (key);
ALTER TABLE ONLY public.directory_contact
    ADD CONSTRAINT directory_contact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.directory_customer
    ADD CONSTRAINT directory_customer_key_key UNIQUE (key);
ALTER TABLE ONLY public.directory_customer
    ADD CONSTRAINT directory_customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.directory_partner
    ADD CONSTRAINT directory_partner_key_key UNIQUE (key);
ALTER TABLE ONLY public.directory_partner
    ADD CONSTRAINT directory_partner_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.directory_partnerseat
    ADD CONSTRAINT directory_partnerseat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.directory_partnerseat
    ADD CONSTRAINT directory_partnerseat_user_id_key UNIQUE (user_id);
ALTER TABLE ONLY public.directory_partnertier
    ADD CONSTRAINT directory_partnertier_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.directory_staffmember
    ADD CONSTRAINT directory_staffmember_code_key UNIQUE (code);
ALTER TABLE ONLY public.directory_staffmember
    ADD CONSTRAINT directory_staffmember_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.directory_staffmember
    ADD CONSTRAINT directory_staffmember_user_id_key UNIQUE (user_id);
ALTER TABLE ONLY public.directory_team
    ADD CONSTRAINT directory_team_code_key UNIQUE (code);
ALTER TABLE ONLY public.directory_team
    ADD CONSTRAINT directory_team_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pricing_discountpolicy
    ADD CONSTRAINT discountpolicy_slice_once UNIQUE (segment, region, family, channel, partner_tier, program, start_on, issue);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.documents_clause
    ADD CONSTRAINT documents_clause_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.documents_document
    ADD CONSTRAINT documents_document_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.documents_document
    ADD CONSTRAINT documents_document_sha256_key UNIQUE (sha256);
ALTER TABLE ONLY public.programs_eligibilityrules
    ADD CONSTRAINT eligibility_day_once UNIQUE (program_id, start_on);
ALTER TABLE ONLY public.programs_enrolment
    ADD CONSTRAINT enrolment_once_at_a_time EXCLUDE USING gist (program_id WITH =, customer_id WITH =, COALESCE(contract_id, (0)::bigint) WITH =, daterange(start_on, end_on) WITH &&);
ALTER TABLE ONLY public.closing_envelope
    ADD CONSTRAINT envelope_once UNIQUE (quote_id, email);
ALTER TABLE ONLY public.closing_envelopenews
    ADD CONSTRAINT envelopenews_once UNIQUE (envelope_id, event);
ALTER TABLE ONLY public.desk_escalation
    ADD CONSTRAINT escalation_occurrence_once UNIQUE (cause, subject, occurrence);
ALTER TABLE ONLY public.desk_escalationnotice
    ADD CONSTRAINT escalationnotice_once UNIQUE (escalation_id, round, rung, recipient);
ALTER TABLE ONLY public.programs_evidence
    ADD CONSTRAINT evidence_once UNIQUE (application_id, document_id);
ALTER TABLE ONLY public.foundation_apitoken
    ADD CONSTRAINT foundation_apitoken_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.foundation_apitoken
    ADD CONSTRAINT foundation_apitoken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.foundation_apitokenrevocation
    ADD CONSTRAINT foundation_apitokenrevocation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.foundation_apitokenrevocation
    ADD CONSTRAINT foundation_apitokenrevocation_token_id_key UNIQUE (token_id);
ALTER TABLE ONLY public.foundation_apiuse
    ADD CONSTRAINT foundation_apiuse_pkey PRIMARY KEY (caller);
ALTER TABLE ONLY public.foundation_auditevent
    ADD CONSTRAINT foundation_auditevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.foundation_numberseries
    ADD CONSTRAINT foundation_numberseries_pkey PRIMARY KEY (code);
ALTER TABLE ONLY public.foundation_signinattempt
    ADD CONSTRAINT foundation_signinattempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.foundation_user_groups
    ADD CONSTRAINT foundation_user_groups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.foundation_user_groups
    ADD CONSTRAINT foundation_user_groups_user_id_group_id_f9a2615a_uniq UNIQUE (user_id, group_id);
ALTER TABLE ONLY public.foundation_user
    ADD CONSTRAINT foundation_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.foundation_user_user_permissions
    ADD CONSTRAINT foundation_user_user_per_user_id_permission_id_a04da56d_uniq UNIQUE (user_id, permission_id);
ALTER TABLE ONLY public.foundation_user_user_permissions
    ADD CONSTRAINT foundation_user_user_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.foundation_user
    ADD CONSTRAINT foundation_user_username_key UNIQUE (username);
ALTER TABLE ONLY public.desk_handoverstep
    ADD CONSTRAINT handover_step_once UNIQUE (handover_id, kind);
ALTER TABLE ONLY public.desk_handovermail
    ADD CONSTRAINT handovermail_once UNIQUE (handover_id, recipient);
ALTER TABLE ONLY public.desk_handovernote
    ADD CONSTRAINT handovernote_once UNIQUE (handover_id, renewal_id);
ALTER TABLE ONLY public.book_indexvalue
    ADD CONSTRAINT indexvalue_once UNIQUE (index_id, month, published_on);
ALTER TABLE ONLY public.quotes_issuedpaper
    ADD CONSTRAINT issuedpaper_once UNIQUE (contract_id, fingerprint, form, sealed_by);
ALTER TABLE ONLY public.book_line
    ADD CONSTRAINT line_lot_end_once UNIQUE NULLS NOT DISTINCT (contract_id, lot, end_on);
ALTER TABLE ONLY public.book_line
    ADD CONSTRAINT line_lot_followed_once UNIQUE NULLS NOT DISTINCT (contract_id, lot, prior_end_on);
ALTER TABLE ONLY public.pricing_marginpolicy
    ADD CONSTRAINT marginpolicy_slice_once UNIQUE (segment, region, family, channel, partner_tier, program, start_on, issue);
ALTER TABLE ONLY public.desk_mention
    ADD CONSTRAINT mention_once UNIQUE (note_id, staff_id);
ALTER TABLE ONLY public.quotes_offermail
    ADD CONSTRAINT offermail_once UNIQUE (event_id, kind);
ALTER TABLE ONLY public.book_order
    ADD CONSTRAINT order_number_once UNIQUE (contract_id, number);
ALTER TABLE ONLY public.renewals_ownership
    ADD CONSTRAINT ownership_ends_once UNIQUE NULLS NOT DISTINCT (renewal_id, until_at);
ALTER TABLE ONLY public.renewals_ownership
    ADD CONSTRAINT ownership_open UNIQUE (open_renewal_id, owner_id);
ALTER TABLE ONLY public.renewals_ownership
    ADD CONSTRAINT ownership_starts_once UNIQUE (renewal_id, from_at);
ALTER TABLE ONLY public.closing_papermismatch
    ADD CONSTRAINT papermismatch_once UNIQUE (check_made_id, field);
ALTER TABLE ONLY public.closing_paperwaiver
    ADD CONSTRAINT paperwaiver_role_once UNIQUE (check_made_id, role);
ALTER TABLE ONLY public.closing_periodclose
    ADD CONSTRAINT periodclose_once UNIQUE (name, lock_id);
ALTER TABLE ONLY public.desk_playdraft
    ADD CONSTRAINT playdraft_once UNIQUE (by_id, code);
ALTER TABLE ONLY public.desk_playstart
    ADD CONSTRAINT playstart_once UNIQUE (renewal_id, play_id);
ALTER TABLE ONLY public.desk_playtask
    ADD CONSTRAINT playtask_once UNIQUE (version_id, code);
ALTER TABLE ONLY public.desk_playversion
    ADD CONSTRAINT playversion_once UNIQUE (play_id, version);
ALTER TABLE ONLY public.book_pricecover
    ADD CONSTRAINT pricecover_once UNIQUE NULLS NOT DISTINCT (entry_id, product_id, family);
ALTER TABLE ONLY public.book_priceentry
    ADD CONSTRAINT priceentry_no_overlap EXCLUDE USING gist (price_book_id WITH =, product_id WITH =, currency WITH =, daterange(start_on, end_on) WITH &&);
ALTER TABLE ONLY public.pricing_pricepolicy
    ADD CONSTRAINT pricepolicy_slice_once UNIQUE (segment, region, family, channel, partner_tier, program, start_on, issue);
ALTER TABLE ONLY public.book_pricetier
    ADD CONSTRAINT pricetier_from_once UNIQUE (entry_id, from_quantity);
ALTER TABLE ONLY public.pricing_discountpolicy
    ADD CONSTRAINT pricing_discountpolicy_code_key UNIQUE (code);
ALTER TABLE ONLY public.pricing_discountpolicy
    ADD CONSTRAINT pricing_discountpolicy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pricing_marginpolicy
    ADD CONSTRAINT pricing_marginpolicy_code_key UNIQUE (code);
ALTER TABLE ONLY public.pricing_marginpolicy
    ADD CONSTRAINT pricing_marginpolicy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pricing_policysimulation
    ADD CONSTRAINT pricing_policysimulation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pricing_policywithdrawal
    ADD CONSTRAINT pricing_policywithdrawal_discount_id_key UNIQUE (discount_id);
ALTER TABLE ONLY public.pricing_policywithdrawal
    ADD CONSTRAINT pricing_policywithdrawal_margin_id_key UNIQUE (margin_id);
ALTER TABLE ONLY public.pricing_policywithdrawal
    ADD CONSTRAINT pricing_policywithdrawal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pricing_policywithdrawal
    ADD CONSTRAINT pricing_policywithdrawal_price_id_key UNIQUE (price_id);
ALTER TABLE ONLY public.pricing_pricepolicy
    ADD CONSTRAINT pricing_pricepolicy_code_key UNIQUE (code);
ALTER TABLE ONLY public.pricing_pricepolicy
    ADD CONSTRAINT pricing_pricepolicy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pricing_pricingpart
    ADD CONSTRAINT pricing_pricingpart_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pricing_pricingrun
    ADD CONSTRAINT pricing_pricingrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pricing_refusedline
    ADD CONSTRAINT pricing_refusedline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pricing_pricingpart
    ADD CONSTRAINT pricingpart_once UNIQUE (run_id, number);
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);
ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_application
    ADD CONSTRAINT programs_application_enrolment_id_key UNIQUE (enrolment_id);
ALTER TABLE ONLY public.programs_application
    ADD CONSTRAINT programs_application_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_applicationstep
    ADD CONSTRAINT programs_applicationstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_customerfact
    ADD CONSTRAINT programs_customerfact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_eligibilityrules
    ADD CONSTRAINT programs_eligibilityrules_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_enrolment
    ADD CONSTRAINT programs_enrolment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_enrolmentend
    ADD CONSTRAINT programs_enrolmentend_enrolment_id_key UNIQUE (enrolment_id);
ALTER TABLE ONLY public.programs_enrolmentend
    ADD CONSTRAINT programs_enrolmentend_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_evidence
    ADD CONSTRAINT programs_evidence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_program
    ADD CONSTRAINT programs_program_code_key UNIQUE (code);
ALTER TABLE ONLY public.programs_program
    ADD CONSTRAINT programs_program_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_programterms
    ADD CONSTRAINT programs_programterms_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_verification
    ADD CONSTRAINT programs_verification_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_verificationreminder
    ADD CONSTRAINT programs_verificationreminder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.programs_programterms
    ADD CONSTRAINT programterms_day_once UNIQUE (program_id, start_on);
ALTER TABLE ONLY public.quotes_quote
    ADD CONSTRAINT quote_version_once UNIQUE (renewal_id, version, option);
ALTER TABLE ONLY public.quotes_quoteline
    ADD CONSTRAINT quoteline_position_once UNIQUE (quote_id, "position");
ALTER TABLE ONLY public.quotes_quoteoption
    ADD CONSTRAINT quoteoption_place_once UNIQUE (primary_id, "position");
ALTER TABLE ONLY public.quotes_acceptance
    ADD CONSTRAINT quotes_acceptance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_approvaldecision
    ADD CONSTRAINT quotes_approvaldecision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_approvallink
    ADD CONSTRAINT quotes_approvallink_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.quotes_approvallink
    ADD CONSTRAINT quotes_approvallink_notice_id_key UNIQUE (notice_id);
ALTER TABLE ONLY public.quotes_approvallink
    ADD CONSTRAINT quotes_approvallink_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_approvallinkuse
    ADD CONSTRAINT quotes_approvallinkuse_decision_id_key UNIQUE (decision_id);
ALTER TABLE ONLY public.quotes_approvallinkuse
    ADD CONSTRAINT quotes_approvallinkuse_link_id_key UNIQUE (link_id);
ALTER TABLE ONLY public.quotes_approvallinkuse
    ADD CONSTRAINT quotes_approvallinkuse_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_approvalnotice
    ADD CONSTRAINT quotes_approvalnotice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_approvalrequest
    ADD CONSTRAINT quotes_approvalrequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_approvalrule
    ADD CONSTRAINT quotes_approvalrule_code_key UNIQUE (code);
ALTER TABLE ONLY public.quotes_approvalrule
    ADD CONSTRAINT quotes_approvalrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_approvalstep
    ADD CONSTRAINT quotes_approvalstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_approverseat
    ADD CONSTRAINT quotes_approverseat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_decline
    ADD CONSTRAINT quotes_decline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_delegation
    ADD CONSTRAINT quotes_delegation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_issuedpaper
    ADD CONSTRAINT quotes_issuedpaper_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_leakagereport
    ADD CONSTRAINT quotes_leakagereport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_offerevent
    ADD CONSTRAINT quotes_offerevent_acceptance_id_key UNIQUE (acceptance_id);
ALTER TABLE ONLY public.quotes_offerevent
    ADD CONSTRAINT quotes_offerevent_decline_id_key UNIQUE (decline_id);
ALTER TABLE ONLY public.quotes_offerevent
    ADD CONSTRAINT quotes_offerevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_offerevent
    ADD CONSTRAINT quotes_offerevent_question_id_key UNIQUE (question_id);
ALTER TABLE ONLY public.quotes_offermail
    ADD CONSTRAINT quotes_offermail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_offernote
    ADD CONSTRAINT quotes_offernote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_offerterms
    ADD CONSTRAINT quotes_offerterms_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_quote
    ADD CONSTRAINT quotes_quote_number_key UNIQUE (number);
ALTER TABLE ONLY public.quotes_quote
    ADD CONSTRAINT quotes_quote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_quotedocument
    ADD CONSTRAINT quotes_quotedocument_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_quotedocument
    ADD CONSTRAINT quotes_quotedocument_quote_id_key UNIQUE (quote_id);
ALTER TABLE ONLY public.quotes_quoteending
    ADD CONSTRAINT quotes_quoteending_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_quoteending
    ADD CONSTRAINT quotes_quoteending_quote_id_key UNIQUE (quote_id);
ALTER TABLE ONLY public.quotes_quoteline
    ADD CONSTRAINT quotes_quoteline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_quoteoption
    ADD CONSTRAINT quotes_quoteoption_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_quoteoption
    ADD CONSTRAINT quotes_quoteoption_quote_id_key UNIQUE (quote_id);
ALTER TABLE ONLY public.quotes_sending
    ADD CONSTRAINT quotes_sending_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quotes_sending
    ADD CONSTRAINT quotes_sending_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.pricing_refusedline
    ADD CONSTRAINT refusedline_once UNIQUE (run_id, line, piece);
ALTER TABLE ONLY public.desk_reminderchannel
    ADD CONSTRAINT reminderchannel_once UNIQUE (staff_id, kind);
ALTER TABLE ONLY public.desk_reminderitem
    ADD CONSTRAINT reminderitem_once UNIQUE (task_id, staff_id, kind, standing, due_on);
ALTER TABLE ONLY public.renewals_renewal
    ADD CONSTRAINT renewal_term_once UNIQUE (contract_id, renewal_on);
ALTER TABLE ONLY public.renewals_renewalgroup
    ADD CONSTRAINT renewalgroup_once UNIQUE (customer_id, renewal_on);
ALTER TABLE ONLY public.renewals_finding
    ADD CONSTRAINT renewals_finding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.renewals_outcome
    ADD CONSTRAINT renewals_outcome_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.renewals_outcome
    ADD CONSTRAINT renewals_outcome_renewal_id_key UNIQUE (renewal_id);
ALTER TABLE ONLY public.renewals_ownership
    ADD CONSTRAINT renewals_ownership_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.renewals_renewal
    ADD CONSTRAINT renewals_renewal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.renewals_renewalgroup
    ADD CONSTRAINT renewals_renewalgroup_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_reviewreminder
    ADD CONSTRAINT reviewreminder_once UNIQUE (play_id, review_on, kind);
ALTER TABLE ONLY public.desk_runstep
    ADD CONSTRAINT runstep_once UNIQUE (run_id, "position");
ALTER TABLE ONLY public.desk_savedview
    ADD CONSTRAINT savedview_name_once UNIQUE (user_id, name);
ALTER TABLE ONLY public.desk_shift
    ADD CONSTRAINT shift_one_at_a_time EXCLUDE USING gist (staff_id WITH =, tstzrange(from_at, until_at) WITH &&) DEFERRABLE;
ALTER TABLE ONLY public.desk_shiftpattern
    ADD CONSTRAINT shiftpattern_one_at_a_time EXCLUDE USING gist (staff_id WITH =, daterange(start_on, end_on) WITH &&);
ALTER TABLE ONLY public.desk_staffskill
    ADD CONSTRAINT staffskill_once_at_a_time EXCLUDE USING gist (staff_id WITH =, kind WITH =, code WITH =, daterange(start_on, end_on) WITH &&);
ALTER TABLE ONLY public.book_succession
    ADD CONSTRAINT succession_once UNIQUE (product_id, start_on);
ALTER TABLE ONLY public.desk_shiftswap
    ADD CONSTRAINT swap_asked_once UNIQUE (given_id, wanted_id, asked_by_id);
ALTER TABLE ONLY public.sync_importrun
    ADD CONSTRAINT sync_importrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sync_statementupload
    ADD CONSTRAINT sync_statementupload_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sync_statementupload
    ADD CONSTRAINT sync_statementupload_run_id_key UNIQUE (run_id);
ALTER TABLE ONLY public.desk_task
    ADD CONSTRAINT task_once UNIQUE (renewal_id, play_task_id);
ALTER TABLE ONLY public.desk_taskafter
    ADD CONSTRAINT taskafter_once UNIQUE (task_id, before_id);
ALTER TABLE ONLY public.desk_tasktick
    ADD CONSTRAINT tasktick_once UNIQUE (task_id, item);
ALTER TABLE ONLY public.programs_verificationreminder
    ADD CONSTRAINT verificationreminder_once UNIQUE (verification_id, kind);
CREATE INDEX absence_by_day ON public.desk_absence USING btree (end_on, start_on);
CREATE UNIQUE INDEX acceptance_one_counts ON public.quotes_acceptance USING btree (renewal_id) WHERE (void_because = ''::text);
CREATE UNIQUE INDEX application_one_open ON public.programs_application USING btree (program_id, customer_id) WHERE ((stage)::text = ANY (ARRAY[('applied'::character varying)::text, ('evidence'::character varying)::text]));
CREATE UNIQUE INDEX approvaldecision_final_once ON public.quotes_approvaldecision USING btree (step_id) WHERE ((kind)::text = ANY (ARRAY[('approve'::character varying)::text, ('reject'::character varying)::text]));
CREATE INDEX approvalnotice_unsent ON public.quotes_approvalnotice USING btree (id) WHERE (sent_at IS NULL);
CREATE UNIQUE INDEX approvalrequest_one_open ON public.quotes_approvalrequest USING btree (renewal_id, option) WHERE (void_because = ''::text);
CREATE INDEX audit_subject ON public.foundation_auditevent USING btree (subject_type, subject_id, id);
CREATE INDEX audit_verb ON public.foundation_auditevent USING btree (verb, id);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX book_bundleitem_bundle_id_a077714d ON public.book_bundleitem USING btree (bundle_id);
CREATE INDEX book_contract_customer_id_76431926 ON public.book_contract USING btree (customer_id);
CREATE INDEX book_contract_distributor_id_08a0b78e ON public.book_contract USING btree (distributor_id);
CREATE INDEX book_contract_key_684e1984_like ON public.book_contract USING btree (key varchar_pattern_ops);
CREATE INDEX book_contract_reseller_id_c50d217d ON public.book_contract USING btree (reseller_id);
CREATE INDEX book_dealapproval_approved_by_id_28a81a7c ON public.book_dealapproval USING btree (approved_by_id);
CREATE INDEX book_dealregistration_contract_id_998d3ea4 ON public.book_dealregistration USING btree (contract_id);
CREATE INDEX book_dealregistration_partner_id_5ae61b98 ON public.book_dealregistration USING btree (partner_id);
CREATE INDEX book_dealregistration_registered_by_id_795cb177 ON public.book_dealregistration USING btree (registered_by_id);
CREATE INDEX book_dealwithdrawal_withdrawn_by_id_2e9ff369 ON public.book_dealwithdrawal USING btree (withdrawn_by_id);
CREATE INDEX book_orderaction_order_id_f7104586 ON public.book_orderaction USING btree (order_id);
CREATE INDEX book_overage_recorded_by_id_8ea03006 ON public.book_overage USING btree (recorded_by_id);
CREATE INDEX book_periodlock_before_992cb7b0 ON public.book_periodlock USING btree (before);
CREATE INDEX book_periodlock_locked_by_id_7da137eb ON public.book_periodlock USING btree (locked_by_id);
CREATE INDEX book_periodreopening_reopened_by_id_3322f97c ON public.book_periodreopening USING btree (reopened_by_id);
CREATE INDEX book_pricebook_code_b56da1b7_like ON public.book_pricebook USING btree (code varchar_pattern_ops);
CREATE INDEX book_pricecover_entry_id_47dac032 ON public.book_pricecover USING btree (entry_id);
CREATE INDEX book_priceentry_price_book_id_c92f330c ON public.book_priceentry USING btree (price_book_id);
CREATE INDEX book_priceentry_product_id_fe565336 ON public.book_priceentry USING btree (product_id);
CREATE INDEX book_priceindex_code_eb682642_like ON public.book_priceindex USING btree (code varchar_pattern_ops);
CREATE INDEX book_pricetier_entry_id_c7eba073 ON public.book_pricetier USING btree (entry_id);
CREATE INDEX book_product_code_f13160bf_like ON public.book_product USING btree (code varchar_pattern_ops);
CREATE INDEX book_product_successor_id_94f536bc ON public.book_product USING btree (successor_id);
CREATE INDEX closing_automaticrenewal_quote_id_56886183 ON public.closing_automaticrenewal USING btree (quote_id);
CREATE INDEX closing_booking_booked_by_id_607d8c8c ON public.closing_booking USING btree (booked_by_id);
CREATE INDEX closing_churndecision_by_id_834b1e74 ON public.closing_churndecision USING btree (by_id);
CREATE INDEX closing_churnexception_asked_by_id_4d75bad7 ON public.closing_churnexception USING btree (asked_by_id);
CREATE INDEX closing_closingtick_by_id_e5a076f7 ON public.closing_closingtick USING btree (by_id);
CREATE INDEX closing_closingtick_renewal_id_70d007c3 ON public.closing_closingtick USING btree (renewal_id);
CREATE INDEX closing_datareturnstep_by_id_c2da13f5 ON public.closing_datareturnstep USING btree (by_id);
CREATE INDEX closing_datareturnstep_notice_id_30303946 ON public.closing_datareturnstep USING btree (notice_id);
CREATE INDEX closing_discrepancy_contract_id_975a6d15 ON public.closing_discrepancy USING btree (contract_id);
CREATE INDEX closing_discrepancy_opened_by_id_62c5bde1 ON public.closing_discrepancy USING btree (opened_by_id);
CREATE INDEX closing_discrepancy_owner_id_2279bf2f ON public.closing_discrepancy USING btree (owner_id);
CREATE INDEX closing_discrepancy_seen_by_id_a8a289b5 ON public.closing_discrepancy USING btree (seen_by_id);
CREATE INDEX closing_discrepancy_settlement_id_2d7a7c36 ON public.closing_discrepancy USING btree (settlement_id);
CREATE INDEX closing_discrepancynote_by_id_0835f88f ON public.closing_discrepancynote USING btree (by_id);
CREATE INDEX closing_discrepancynote_discrepancy_id_b8674f9c ON public.closing_discrepancynote USING btree (discrepancy_id);
CREATE INDEX closing_envelope_asked_by_id_975283b4 ON public.closing_envelope USING btree (asked_by_id);
CREATE INDEX closing_envelope_quote_id_5585d9ce ON public.closing_envelope USING btree (quote_id);
CREATE INDEX closing_envelope_service_id_b2af25a9_like ON public.closing_envelope USING btree (service_id varchar_pattern_ops);
CREATE INDEX closing_envelopenews_envelope_id_ca8d302d ON public.closing_envelopenews USING btree (envelope_id);
CREATE INDEX closing_keymatch_contract_id_d691dd4e ON public.closing_keymatch USING btree (contract_id);
CREATE INDEX closing_keymatch_matched_by_id_b7c24735 ON public.closing_keymatch USING btree (matched_by_id);
CREATE INDEX closing_noticeend_by_id_e057829d ON public.closing_noticeend USING btree (by_id);
CREATE INDEX closing_papercheck_acceptance_id_cdf2eb8d ON public.closing_papercheck USING btree (acceptance_id);
CREATE INDEX closing_papercheck_by_id_bf147e8b ON public.closing_papercheck USING btree (by_id);
CREATE INDEX closing_papercheck_document_id_d1e0e68c ON public.closing_papercheck USING btree (document_id);
CREATE INDEX closing_papermismatch_check_made_id_7c56f3eb ON public.closing_papermismatch USING btree (check_made_id);
CREATE INDEX closing_paperwaiver_by_id_6b1c93d9 ON public.closing_paperwaiver USING btree (by_id);
CREATE INDEX closing_paperwaiver_check_made_id_bb98c5d9 ON public.closing_paperwaiver USING btree (check_made_id);
CREATE INDEX closing_periodclose_closed_by_id_8cd98396 ON public.closing_periodclose USING btree (closed_by_id);
CREATE INDEX closing_periodclose_lock_id_17e71791 ON public.closing_periodclose USING btree (lock_id);
CREATE INDEX closing_reconciliation_billing_id_9effd4bf ON public.closing_reconciliation USING btree (billing_id);
CREATE INDEX closing_reconciliation_by_id_63e8107b ON public.closing_reconciliation USING btree (by_id);
CREATE INDEX closing_reconciliation_crm_id_a6fface5 ON public.closing_reconciliation USING btree (crm_id);
CREATE INDEX closing_renewalreminder_quote_id_7c3bce77 ON public.closing_renewalreminder USING btree (quote_id);
CREATE INDEX closing_saveattempt_by_id_2ad82fde ON public.closing_saveattempt USING btree (by_id);
CREATE INDEX closing_saveattempt_notice_id_f7a95151 ON public.closing_saveattempt USING btree (notice_id);
CREATE INDEX closing_settlement_by_id_aac680f0 ON public.closing_settlement USING btree (by_id);
CREATE INDEX closing_settlement_order_id_c8880711 ON public.closing_settlement USING btree (order_id);
CREATE INDEX closing_statement_loaded_by_id_5eae76e4 ON public.closing_statement USING btree (loaded_by_id);
CREATE INDEX closing_terminationnotice_contract_id_d61e36d7 ON public.closing_terminationnotice USING btree (contract_id);
CREATE INDEX closing_terminationnotice_document_id_922747ec ON public.closing_terminationnotice USING btree (document_id);
CREATE INDEX closing_terminationnotice_recorded_by_id_d56cbbac ON public.closing_terminationnotice USING btree (recorded_by_id);
CREATE INDEX contact_by_email ON public.directory_contact USING btree (upper((email)::text));
CREATE INDEX contract_ending ON public.book_contract USING btree (end_on, id) WHERE (ended_on IS NULL);
CREATE INDEX contract_endless ON public.book_contract USING btree (id) WHERE ((end_on IS NULL) AND (ended_on IS NULL) AND (NOT ((renewal_type)::text = 'evergreen'::text)));
CREATE INDEX contract_evergreen ON public.book_contract USING btree ((((EXTRACT(month FROM first_start_on) * (100)::numeric) + EXTRACT(day FROM first_start_on)))) WHERE ((end_on IS NULL) AND (ended_on IS NULL) AND ((renewal_type)::text = 'evergreen'::text));
CREATE INDEX contract_key_trgm ON public.book_contract USING gin (key public.gin_trgm_ops);
CREATE INDEX contract_owner ON public.book_contract USING btree (owner_id, id);
CREATE INDEX contract_ownerless ON public.book_contract USING btree (id) WHERE ((ended_on IS NULL) AND (owner_id IS NULL));
CREATE INDEX customer_by_name ON public.directory_customer USING btree (name, id);
CREATE INDEX customer_name_trgm ON public.directory_customer USING gin (name public.gin_trgm_ops);
CREATE INDEX customerfact_latest ON public.programs_customerfact USING btree (customer_id, name, start_on DESC, id DESC);
CREATE INDEX desk_absence_cover_id_80a6a067 ON public.desk_absence USING btree (cover_id);
CREATE INDEX desk_absence_recorded_by_id_cfb1307e ON public.desk_absence USING btree (recorded_by_id);
CREATE INDEX desk_absence_staff_id_f3e7de6b ON public.desk_absence USING btree (staff_id);
CREATE INDEX desk_calendarfeed_digest_8fe5eb3b_like ON public.desk_calendarfeed USING btree (digest varchar_pattern_ops);
CREATE INDEX desk_calendarfeed_made_by_id_a97b59d9 ON public.desk_calendarfeed USING btree (made_by_id);
CREATE INDEX desk_calendarfeed_staff_id_4a7c3470 ON public.desk_calendarfeed USING btree (staff_id);
CREATE INDEX desk_calendarfeedend_ended_by_id_4b8d14c3 ON public.desk_calendarfeedend USING btree (ended_by_id);
CREATE INDEX desk_contestedmark_marked_by_id_042c9739 ON public.desk_contestedmark USING btree (marked_by_id);
CREATE INDEX desk_contestedmark_renewal_id_260f4787 ON public.desk_contestedmark USING btree (renewal_id);
CREATE INDEX desk_digestmail_message_id_a255c098_like ON public.desk_digestmail USING btree (message_id varchar_pattern_ops);
CREATE INDEX desk_digestmail_run_id_2320413a ON public.desk_digestmail USING btree (run_id);
CREATE INDEX desk_digestmail_user_id_e79cad5d ON public.desk_digestmail USING btree (user_id);
CREATE INDEX desk_escalation_acknowledged_by_id_23e0107f ON public.desk_escalation USING btree (acknowledged_by_id);
CREATE INDEX desk_escalation_contract_id_98ad242b ON public.desk_escalation USING btree (contract_id);
CREATE INDEX desk_escalation_discrepancy_id_56d01a8d ON public.desk_escalation USING btree (discrepancy_id);
CREATE INDEX desk_escalation_owner_id_e5e11abc ON public.desk_escalation USING btree (owner_id);
CREATE INDEX desk_escalation_renewal_id_c853eae6 ON public.desk_escalation USING btree (renewal_id);
CREATE INDEX desk_escalation_rule_id_bab5761f ON public.desk_escalation USING btree (rule_id);
CREATE INDEX desk_escalationevent_by_id_b429d667 ON public.desk_escalationevent USING btree (by_id);
CREATE INDEX desk_escalationevent_escalation_id_e3493421 ON public.desk_escalationevent USING btree (escalation_id);
CREATE INDEX desk_escalationmail_user_id_5a713584 ON public.desk_escalationmail USING btree (user_id);
CREATE INDEX desk_escalationnotice_escalation_id_5e4f59ab ON public.desk_escalationnotice USING btree (escalation_id);
CREATE INDEX desk_escalationnotice_mail_id_096547a0 ON public.desk_escalationnotice USING btree (mail_id);
CREATE INDEX desk_escalationrule_code_21621208_like ON public.desk_escalationrule USING btree (code varchar_pattern_ops);
CREATE INDEX desk_escalationrule_published_by_id_e498e106 ON public.desk_escalationrule USING btree (published_by_id);
CREATE INDEX desk_escalationrulewithdrawal_withdrawn_by_id_1e2bbdf2 ON public.desk_escalationrulewithdrawal USING btree (withdrawn_by_id);
CREATE INDEX desk_handover_giver_id_63566293 ON public.desk_handover USING btree (giver_id);
CREATE INDEX desk_handover_prepared_by_id_8c9aecf6 ON public.desk_handover USING btree (prepared_by_id);
CREATE INDEX desk_handover_receiver_id_dcf6bf10 ON public.desk_handover USING btree (receiver_id);
CREATE INDEX desk_handovermail_handover_id_c014cdc0 ON public.desk_handovermail USING btree (handover_id);
CREATE INDEX desk_handovernote_renewal_id_9a8b3a7e ON public.desk_handovernote USING btree (renewal_id);
CREATE INDEX desk_handoverstep_by_id_9c39c2a5 ON public.desk_handoverstep USING btree (by_id);
CREATE INDEX desk_handoverstep_handover_id_3ec9ce66 ON public.desk_handoverstep USING btree (handover_id);
CREATE INDEX desk_loggedcontact_by_id_3f4dc559 ON public.desk_loggedcontact USING btree (by_id);
CREATE INDEX desk_loggedcontact_contact_id_6c7784e7 ON public.desk_loggedcontact USING btree (contact_id);
CREATE INDEX desk_mailboxplace_mailbox_bea145b4_like ON public.desk_mailboxplace USING btree (mailbox varchar_pattern_ops);
CREATE INDEX desk_mailtaken_message_id_b849ef40_like ON public.desk_mailtaken USING btree (message_id varchar_pattern_ops);
CREATE INDEX desk_mailtaken_request_id_fd923f19 ON public.desk_mailtaken USING btree (request_id);
CREATE INDEX desk_mention_note_id_d5dd6d40 ON public.desk_mention USING btree (note_id);
CREATE INDEX desk_mention_staff_id_c5810b81 ON public.desk_mention USING btree (staff_id);
CREATE INDEX desk_nextstep_by_id_b3216a12 ON public.desk_nextstep USING btree (by_id);
CREATE INDEX desk_nextstep_owner_id_73d4b227 ON public.desk_nextstep USING btree (owner_id);
CREATE INDEX desk_note_by_id_152ce67c ON public.desk_note USING btree (by_id);
CREATE INDEX desk_play_code_fd018803_like ON public.desk_play USING btree (code varchar_pattern_ops);
CREATE INDEX desk_playcomment_play_id_4f18000e ON public.desk_playcomment USING btree (play_id);
CREATE INDEX desk_playcomment_said_by_id_00a8eba8 ON public.desk_playcomment USING btree (said_by_id);
CREATE INDEX desk_playcomment_version_id_681dbbbd ON public.desk_playcomment USING btree (version_id);
CREATE INDEX desk_playdecision_decided_by_id_8e4c263e ON public.desk_playdecision USING btree (decided_by_id);
CREATE INDEX desk_playdraft_base_id_6fa5bf94 ON public.desk_playdraft USING btree (base_id);
CREATE INDEX desk_playdraft_by_id_db1fef66 ON public.desk_playdraft USING btree (by_id);
CREATE INDEX desk_playstart_renewal_id_afb5b1e6 ON public.desk_playstart USING btree (renewal_id);
CREATE INDEX desk_playstart_started_by_id_7dbfb174 ON public.desk_playstart USING btree (started_by_id);
CREATE INDEX desk_playstart_version_id_e7ddd140 ON public.desk_playstart USING btree (version_id);
CREATE INDEX desk_playtask_version_id_00a83985 ON public.desk_playtask USING btree (version_id);
CREATE INDEX desk_playversion_play_id_03133b3d ON public.desk_playversion USING btree (play_id);
CREATE INDEX desk_playversion_published_by_id_5af73a51 ON public.desk_playversion USING btree (published_by_id);
CREATE INDEX desk_readercursor_reader_532a97b7_like ON public.desk_readercursor USING btree (reader varchar_pattern_ops);
CREATE INDEX desk_regionhours_recorded_by_id_1f7dd910 ON public.desk_regionhours USING btree (recorded_by_id);
CREATE INDEX desk_reminder_staff_id_c737d988 ON public.desk_reminder USING btree (staff_id);
CREATE INDEX desk_reminderchannel_set_by_id_397b2094 ON public.desk_reminderchannel USING btree (set_by_id);
CREATE INDEX desk_reminderitem_reminder_id_b91f5064 ON public.desk_reminderitem USING btree (reminder_id);
CREATE INDEX desk_reminderitem_staff_id_5ad94287 ON public.desk_reminderitem USING btree (staff_id);
CREATE INDEX desk_request_contact_id_15af6567 ON public.desk_request USING btree (contact_id);
CREATE INDEX desk_request_customer_id_eb3d6619 ON public.desk_request USING btree (customer_id);
CREATE INDEX desk_request_number_87ebc6bd_like ON public.desk_request USING btree (number varchar_pattern_ops);
CREATE INDEX desk_request_opened_by_id_c12c1d0f ON public.desk_request USING btree (opened_by_id);
CREATE INDEX desk_request_owner_id_fead7b6f ON public.desk_request USING btree (owner_id);
CREATE INDEX desk_request_partner_id_8ee3f7fe ON public.desk_request USING btree (partner_id);
CREATE INDEX desk_request_renewal_id_ef085ed8 ON public.desk_request USING btree (renewal_id);
CREATE INDEX desk_requestfile_by_id_aa83a08c ON public.desk_requestfile USING btree (by_id);
CREATE INDEX desk_requestfile_document_id_90407354 ON public.desk_requestfile USING btree (document_id);
CREATE INDEX desk_requestfile_mail_id_ab6d0025 ON public.desk_requestfile USING btree (mail_id);
CREATE INDEX desk_requestfile_request_id_f95c80cf ON public.desk_requestfile USING btree (request_id);
CREATE INDEX desk_requestmail_by_id_e574a4ed ON public.desk_requestmail USING btree (by_id);
CREATE INDEX desk_requestmail_message_id_2774b76d_like ON public.desk_requestmail USING btree (message_id varchar_pattern_ops);
CREATE INDEX desk_requestmail_request_id_479c756f ON public.desk_requestmail USING btree (request_id);
CREATE INDEX desk_requeststep_by_id_9df34555 ON public.desk_requeststep USING btree (by_id);
CREATE INDEX desk_requeststep_request_id_f9c1b40f ON public.desk_requeststep USING btree (request_id);
CREATE INDEX desk_reviewreminder_play_id_7138cc28 ON public.desk_reviewreminder USING btree (play_id);
CREATE INDEX desk_riskmark_by_id_bc0f619e ON public.desk_riskmark USING btree (by_id);
CREATE INDEX desk_run_by_id_59307c12 ON public.desk_run USING btree (by_id);
CREATE INDEX desk_runstep_run_id_34c202ae ON public.desk_runstep USING btree (run_id);
CREATE INDEX desk_savedview_user_id_dbb53e52 ON public.desk_savedview USING btree (user_id);
CREATE INDEX desk_saveplay_renewal_id_b604a1ea ON public.desk_saveplay USING btree (renewal_id);
CREATE INDEX desk_saveplay_started_by_id_2975fdb9 ON public.desk_saveplay USING btree (started_by_id);
CREATE INDEX desk_saveplay_tactic_id_52db9a4e ON public.desk_saveplay USING btree (tactic_id);
CREATE INDEX desk_saveresult_told_by_id_1bc1c064 ON public.desk_saveresult USING btree (told_by_id);
CREATE INDEX desk_savetactic_added_by_id_465057b4 ON public.desk_savetactic USING btree (added_by_id);
CREATE INDEX desk_savetactic_code_2506946a_like ON public.desk_savetactic USING btree (code varchar_pattern_ops);
CREATE INDEX desk_shiftpattern_recorded_by_id_47c4bc1b ON public.desk_shiftpattern USING btree (recorded_by_id);
CREATE INDEX desk_shiftpattern_staff_id_5dd2b40c ON public.desk_shiftpattern USING btree (staff_id);
CREATE INDEX desk_shiftswap_asked_by_id_64893237 ON public.desk_shiftswap USING btree (asked_by_id);
CREATE INDEX desk_shiftswap_asked_of_id_ca1062ec ON public.desk_shiftswap USING btree (asked_of_id);
CREATE INDEX desk_shiftswap_given_id_8d2d853f ON public.desk_shiftswap USING btree (given_id);
CREATE INDEX desk_shiftswap_wanted_id_7d5bd480 ON public.desk_shiftswap USING btree (wanted_id);
CREATE INDEX desk_snooze_by_id_b7328fe1 ON public.desk_snooze USING btree (by_id);
CREATE INDEX desk_staffcapacity_recorded_by_id_f57e63b6 ON public.desk_staffcapacity USING btree (recorded_by_id);
CREATE INDEX desk_staffskill_recorded_by_id_ee157ba7 ON public.desk_staffskill USING btree (recorded_by_id);
CREATE INDEX desk_stakeholder_by_id_c349ba83 ON public.desk_stakeholder USING btree (by_id);
CREATE INDEX desk_stakeholder_contact_id_3cc0835c ON public.desk_stakeholder USING btree (contact_id);
CREATE INDEX desk_swapanswer_by_id_efe95af0 ON public.desk_swapanswer USING btree (by_id);
CREATE INDEX desk_task_customer_id_35d44b8c ON public.desk_task USING btree (customer_id);
CREATE INDEX desk_task_made_by_id_9e69445d ON public.desk_task USING btree (made_by_id);
CREATE INDEX desk_task_play_task_id_f21ff7e3 ON public.desk_task USING btree (play_task_id);
CREATE INDEX desk_task_renewal_id_49119e44 ON public.desk_task USING btree (renewal_id);
CREATE INDEX desk_task_start_id_ac19eda0 ON public.desk_task USING btree (start_id);
CREATE INDEX desk_taskafter_before_id_b1abaf74 ON public.desk_taskafter USING btree (before_id);
CREATE INDEX desk_taskevidence_added_by_id_21654f04 ON public.desk_taskevidence USING btree (added_by_id);
CREATE INDEX desk_taskevidence_document_id_d3ce8059 ON public.desk_taskevidence USING btree (document_id);
CREATE INDEX desk_taskevidence_task_id_134b23ff ON public.desk_taskevidence USING btree (task_id);
CREATE INDEX desk_taskmove_moved_by_id_9606f166 ON public.desk_taskmove USING btree (moved_by_id);
CREATE INDEX desk_taskmove_task_id_078a2d0c ON public.desk_taskmove USING btree (task_id);
CREATE INDEX desk_taskresult_done_by_id_b6e3a118 ON public.desk_taskresult USING btree (done_by_id);
CREATE INDEX desk_tasktick_ticked_by_id_494882d2 ON public.desk_tasktick USING btree (ticked_by_id);
CREATE INDEX desk_waitingmark_by_id_66bcf38d ON public.desk_waitingmark USING btree (by_id);
CREATE INDEX desk_worklistcursor_name_b4594405_like ON public.desk_worklistcursor USING btree (name varchar_pattern_ops);
CREATE INDEX directory_contact_customer_id_84022b1e ON public.directory_contact USING btree (customer_id);
CREATE INDEX directory_contact_key_b6519de1_like ON public.directory_contact USING btree (key varchar_pattern_ops);
CREATE INDEX directory_customer_account_executive_id_cae64223 ON public.directory_customer USING btree (account_executive_id);
CREATE INDEX directory_customer_key_e802a220_like ON public.directory_customer USING btree (key varchar_pattern_ops);
CREATE INDEX directory_customer_parent_id_4a1b7318 ON public.directory_customer USING btree (parent_id);
CREATE INDEX directory_customer_success_manager_id_374f53b1 ON public.directory_customer USING btree (success_manager_id);
CREATE INDEX directory_partner_key_8f443f94_like ON public.directory_partner USING btree (key varchar_pattern_ops);
CREATE INDEX directory_partnerseat_partner_id_eecd5c29 ON public.directory_partnerseat USING btree (partner_id);
CREATE INDEX directory_partnertier_recorded_by_id_4457c131 ON public.directory_partnertier USING btree (recorded_by_id);
CREATE INDEX directory_staffmember_code_77ae74e6_like ON public.directory_staffmember USING btree (code varchar_pattern_ops);
CREATE INDEX directory_staffmember_manager_id_aa28e490 ON public.directory_staffmember USING btree (manager_id);
CREATE INDEX directory_staffmember_team_id_8d99d199 ON public.directory_staffmember USING btree (team_id);
CREATE INDEX directory_team_code_b2e2ea15_like ON public.directory_team USING btree (code varchar_pattern_ops);
CREATE INDEX discrepancy_aged ON public.closing_discrepancy USING btree (opened_on, id) WHERE (settlement_id IS NULL);
CREATE UNIQUE INDEX discrepancy_open_once ON public.closing_discrepancy USING btree (side, kind, key, product_key) WHERE (settlement_id IS NULL);
CREATE INDEX discrepancy_owner ON public.closing_discrepancy USING btree (owner_id, opened_on, id) WHERE (settlement_id IS NULL);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX documents_clause_code_57eab11e ON public.documents_clause USING btree (code);
CREATE INDEX documents_clause_code_57eab11e_like ON public.documents_clause USING btree (code varchar_pattern_ops);
CREATE INDEX documents_clause_published_by_id_6dd82209 ON public.documents_clause USING btree (published_by_id);
CREATE INDEX documents_document_sha256_9c516612_like ON public.documents_document USING btree (sha256 varchar_pattern_ops);
CREATE INDEX escalation_climbs ON public.desk_escalation USING btree (climbs_at) WHERE (climbs_at IS NOT NULL);
CREATE INDEX escalation_open ON public.desk_escalation USING btree (severity DESC, id) WHERE (ended_on IS NULL);
CREATE UNIQUE INDEX escalation_open_once ON public.desk_escalation USING btree (cause, subject) WHERE (ended_on IS NULL);
CREATE INDEX escalationevent_on ON public.desk_escalationevent USING btree ("on", id);
CREATE INDEX escalationmail_unsent ON public.desk_escalationmail USING btree (id) WHERE (sent_at IS NULL);
CREATE UNIQUE INDEX escalationmail_week_once ON public.desk_escalationmail USING btree (recipient, week) WHERE (week IS NOT NULL);
CREATE INDEX finding_open ON public.renewals_finding USING btree (check_code, id) WHERE (cleared_on IS NULL);
CREATE UNIQUE INDEX finding_open_once ON public.renewals_finding USING btree (check_code, contract_id) WHERE (cleared_on IS NULL);
CREATE INDEX foundation_apitoken_digest_d148ea48_like ON public.foundation_apitoken USING btree (digest varchar_pattern_ops);
CREATE INDEX foundation_apitoken_made_by_id_0c1c3fad ON public.foundation_apitoken USING btree (made_by_id);
CREATE INDEX foundation_apitoken_user_id_11468726 ON public.foundation_apitoken USING btree (user_id);
CREATE INDEX foundation_apitokenrevocation_revoked_by_id_bc0c6b7d ON public.foundation_apitokenrevocation USING btree (revoked_by_id);
CREATE INDEX foundation_apiuse_caller_43d88656_like ON public.foundation_apiuse USING btree (caller varchar_pattern_ops);
CREATE INDEX foundation_auditevent_actor_id_b11f44d7 ON public.foundation_auditevent USING btree (actor_id);
CREATE INDEX foundation_numberseries_code_b3fba606_like ON public.foundation_numberseries USING btree (code varchar_pattern_ops);
CREATE INDEX foundation_user_groups_group_id_4362425d ON public.foundation_user_groups USING btree (group_id);
CREATE INDEX foundation_user_groups_user_id_f9f72585 ON public.foundation_user_groups USING btree (user_id);
CREATE INDEX foundation_user_user_permissions_permission_id_eba759a4 ON public.foundation_user_user_permissions USING btree (permission_id);
CREATE INDEX foundation_user_user_permissions_user_id_8621d5d4 ON public.foundation_user_user_permissions USING btree (user_id);
CREATE INDEX foundation_user_username_686fd1a6_like ON public.foundation_user USING btree (username varchar_pattern_ops);
CREATE UNIQUE INDEX handover_ends_once ON public.desk_handoverstep USING btree (handover_id) WHERE (NOT ((kind)::text = 'given'::text));
CREATE INDEX handovermail_waits ON public.desk_handovermail USING btree (id) WHERE (((refused)::text = ''::text) AND (sent_at IS NULL));
CREATE UNIQUE INDEX handovernote_one_open ON public.desk_handovernote USING btree (renewal_id) WHERE is_open;
CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));
CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);
CREATE INDEX keymatch_latest ON public.closing_keymatch USING btree (side, key, id DESC);
CREATE UNIQUE INDEX leakagecell_once ON ONLY public.quotes_leakagecell USING btree (currency, reason, segment, region, family, channel, owner_id, export_controlled, slot) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX leakagereport_slot_once ON public.quotes_leakagereport USING btree (slot) WHERE (dropped_at IS NULL);
CREATE INDEX leakagerow_contract ON ONLY public.quotes_leakagerow USING btree (contract_id);
CREATE INDEX leakagerow_largest ON ONLY public.quotes_leakagerow USING btree (currency, leakage_minor DESC, id) WHERE (leakage_minor > (0)::numeric);
CREATE INDEX loggedcontact_latest ON public.desk_loggedcontact USING btree (renewal_id, id DESC);
CREATE INDEX mailtaken_set_aside ON public.desk_mailtaken USING btree (id DESC) WHERE (request_id IS NULL);
CREATE INDEX mention_unsent ON public.desk_mention USING btree (id) WHERE (((failure)::text = ''::text) AND (sent_at IS NULL) AND (NOT ((recipient)::text = ''::text)));
CREATE INDEX movement_contract ON public.book_arrmovement USING btree (contract_id, effective_on);
CREATE INDEX nextstep_latest ON public.desk_nextstep USING btree (renewal_id, id DESC);
CREATE INDEX note_latest ON public.desk_note USING btree (renewal_id, id DESC);
CREATE UNIQUE INDEX notice_one_open ON public.closing_terminationnotice USING btree (contract_id) WHERE (closed_on IS NULL);
CREATE INDEX notice_open ON public.closing_terminationnotice USING btree (ends_on) WHERE (closed_on IS NULL);
CREATE INDEX offerevent_latest ON public.quotes_offerevent USING btree (sending_id, id DESC);
CREATE UNIQUE INDEX offerevent_once_a_day ON public.quotes_offerevent USING btree (sending_id, kind, "on") WHERE ((kind)::text = ANY (ARRAY[('opened'::character varying)::text, ('downloaded'::character varying)::text]));
CREATE INDEX offermail_unsent ON public.quotes_offermail USING btree (id) WHERE ((delivered_at IS NULL) AND (failure = ''::text));
CREATE INDEX offernote_latest ON public.quotes_offernote USING btree (renewal_id, id DESC);
CREATE INDEX offerterms_latest ON public.quotes_offerterms USING btree (renewal_id, id DESC);
CREATE INDEX overage_latest ON public.book_overage USING btree (contract_id, lot, id DESC);
CREATE INDEX partnertier_latest ON public.directory_partnertier USING btree (partner_id, start_on DESC, id DESC);
CREATE INDEX periodclose_latest ON public.closing_periodclose USING btree (end_on DESC, id DESC);
CREATE INDEX playversion_search ON public.desk_playversion USING gin (to_tsvector('english'::regconfig, (((((COALESCE(title, ''::character varying))::text || ' '::text) || (COALESCE(summary, ''::character varying))::text) || ' '::text) || COALESCE(source, ''::text))));
CREATE INDEX pricedline_contract ON ONLY public.pricing_pricedline USING btree (contract_id);
CREATE INDEX pricing_discountpolicy_code_beec9b73_like ON public.pricing_discountpolicy USING btree (code varchar_pattern_ops);
CREATE INDEX pricing_marginpolicy_code_ee9e1253_like ON public.pricing_marginpolicy USING btree (code varchar_pattern_ops);
CREATE INDEX pricing_policysimulation_asked_by_id_9237c814 ON public.pricing_policysimulation USING btree (asked_by_id);
CREATE INDEX pricing_policywithdrawal_withdrawn_by_id_f34732ef ON public.pricing_policywithdrawal USING btree (withdrawn_by_id);
CREATE INDEX pricing_pricedline_0_contract_id_idx ON public.pricing_pricedline_0 USING btree (contract_id);
CREATE INDEX pricing_pricedline_1_contract_id_idx ON public.pricing_pricedline_1 USING btree (contract_id);
CREATE INDEX pricing_pricepolicy_code_8c5812dd_like ON public.pricing_pricepolicy USING btree (code varchar_pattern_ops);
CREATE INDEX pricing_pricingpart_run_id_549b4771 ON public.pricing_pricingpart USING btree (run_id);
CREATE INDEX pricing_pricingrun_started_by_id_0109b95f ON public.pricing_pricingrun USING btree (started_by_id);
CREATE INDEX pricing_refusedline_run_id_caf75cbe ON public.pricing_refusedline USING btree (run_id);
CREATE UNIQUE INDEX pricingrun_slot_once ON public.pricing_pricingrun USING btree (slot) WHERE (dropped_at IS NULL);
CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);
CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));
CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);
CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);
CREATE INDEX programs_application_applied_by_id_0138603f ON public.programs_application USING btree (applied_by_id);
CREATE INDEX programs_application_customer_id_e5ec3d2d ON public.programs_application USING btree (customer_id);
CREATE INDEX programs_application_program_id_1aa08889 ON public.programs_application USING btree (program_id);
CREATE INDEX programs_applicationstep_application_id_65b04862 ON public.programs_applicationstep USING btree (application_id);
CREATE INDEX programs_applicationstep_by_id_acefb053 ON public.programs_applicationstep USING btree (by_id);
CREATE INDEX programs_customerfact_recorded_by_id_0c2d5cc6 ON public.programs_customerfact USING btree (recorded_by_id);
CREATE INDEX programs_eligibilityrules_program_id_4f5463aa ON public.programs_eligibilityrules USING btree (program_id);
CREATE INDEX programs_eligibilityrules_published_by_id_3a977a23 ON public.programs_eligibilityrules USING btree (published_by_id);
CREATE INDEX programs_enrolment_customer_id_14f2605b ON public.programs_enrolment USING btree (customer_id);
CREATE INDEX programs_enrolment_enrolled_by_id_58179b29 ON public.programs_enrolment USING btree (enrolled_by_id);
CREATE INDEX programs_enrolment_program_id_e7b8907c ON public.programs_enrolment USING btree (program_id);
CREATE INDEX programs_enrolmentend_recorded_by_id_aef90c0f ON public.programs_enrolmentend USING btree (recorded_by_id);
CREATE INDEX programs_evidence_application_id_b6c31e96 ON public.programs_evidence USING btree (application_id);
CREATE INDEX programs_evidence_by_id_2a954449 ON public.programs_evidence USING btree (by_id);
CREATE INDEX programs_evidence_document_id_e6fc38b9 ON public.programs_evidence USING btree (document_id);
CREATE INDEX programs_program_code_cb9b11eb_like ON public.programs_program USING btree (code varchar_pattern_ops);
CREATE INDEX programs_programterms_published_by_id_53c9ef2b ON public.programs_programterms USING btree (published_by_id);
CREATE INDEX programs_verification_enrolment_id_df7d3c9f ON public.programs_verification USING btree (enrolment_id);
CREATE INDEX programs_verification_recorded_by_id_1901d30f ON public.programs_verification USING btree (recorded_by_id);
CREATE INDEX programs_verificationreminder_verification_id_3bdf1d07 ON public.programs_verificationreminder USING btree (verification_id);
CREATE INDEX quote_number_trgm ON public.quotes_quote USING gin (number public.gin_trgm_ops);
CREATE UNIQUE INDEX quote_one_primary ON public.quotes_quote USING btree (renewal_id) WHERE is_primary;
CREATE INDEX quote_priced ON public.quotes_quote USING btree (priced_on, id);
CREATE INDEX quote_valid_until ON public.quotes_quote USING btree (valid_until);
CREATE INDEX quotes_acceptance_quote_id_62f1e262 ON public.quotes_acceptance USING btree (quote_id);
CREATE INDEX quotes_acceptance_renewal_id_37eb7ffa ON public.quotes_acceptance USING btree (renewal_id);
CREATE INDEX quotes_acceptance_taken_by_id_ffa4865c ON public.quotes_acceptance USING btree (taken_by_id);
CREATE INDEX quotes_approvaldecision_by_id_03bd368c ON public.quotes_approvaldecision USING btree (by_id);
CREATE INDEX quotes_approvaldecision_instead_of_id_4d77342c ON public.quotes_approvaldecision USING btree (instead_of_id);
CREATE INDEX quotes_approvaldecision_step_id_8a9d075f ON public.quotes_approvaldecision USING btree (step_id);
CREATE INDEX quotes_approvallink_digest_1963c4a3_like ON public.quotes_approvallink USING btree (digest varchar_pattern_ops);
CREATE INDEX quotes_approvalnotice_step_id_a83dbfa5 ON public.quotes_approvalnotice USING btree (step_id);
CREATE INDEX quotes_approvalnotice_user_id_c9350395 ON public.quotes_approvalnotice USING btree (user_id);
CREATE INDEX quotes_approvalrequest_quote_id_f66fa95b ON public.quotes_approvalrequest USING btree (quote_id);
CREATE INDEX quotes_approvalrequest_renewal_id_cb0d4582 ON public.quotes_approvalrequest USING btree (renewal_id);
CREATE INDEX quotes_approvalrequest_requested_by_id_0a6404b3 ON public.quotes_approvalrequest USING btree (requested_by_id);
CREATE INDEX quotes_approvalrule_code_35b08a4c_like ON public.quotes_approvalrule USING btree (code varchar_pattern_ops);
CREATE INDEX quotes_approvalstep_approver_id_fcb7aeff ON public.quotes_approvalstep USING btree (approver_id);
CREATE INDEX quotes_approvalstep_request_id_c02e1c9f ON public.quotes_approvalstep USING btree (request_id);
CREATE INDEX quotes_approverseat_user_id_27357906 ON public.quotes_approverseat USING btree (user_id);
CREATE INDEX quotes_decline_quote_id_c37747b4 ON public.quotes_decline USING btree (quote_id);
CREATE INDEX quotes_decline_renewal_id_ad5bff5e ON public.quotes_decline USING btree (renewal_id);
CREATE INDEX quotes_decline_taken_by_id_9dc23b78 ON public.quotes_decline USING btree (taken_by_id);
CREATE INDEX quotes_delegation_given_by_id_ea812931 ON public.quotes_delegation USING btree (given_by_id);
CREATE INDEX quotes_delegation_given_to_id_e5499115 ON public.quotes_delegation USING btree (given_to_id);
CREATE INDEX quotes_issuedpaper_code_3b4ba5ff ON public.quotes_issuedpaper USING btree (code);
CREATE INDEX quotes_issuedpaper_code_3b4ba5ff_like ON public.quotes_issuedpaper USING btree (code varchar_pattern_ops);
CREATE INDEX quotes_issuedpaper_contract_id_f35856d1 ON public.quotes_issuedpaper USING btree (contract_id);
CREATE INDEX quotes_issuedpaper_document_id_082638a1 ON public.quotes_issuedpaper USING btree (document_id);
CREATE INDEX quotes_issuedpaper_issued_by_id_1b268cf4 ON public.quotes_issuedpaper USING btree (issued_by_id);
CREATE INDEX quotes_issuedpaper_plain_sha256_0aaa0566 ON public.quotes_issuedpaper USING btree (plain_sha256);
CREATE INDEX quotes_issuedpaper_plain_sha256_0aaa0566_like ON public.quotes_issuedpaper USING btree (plain_sha256 varchar_pattern_ops);
CREATE INDEX quotes_issuedpaper_quote_id_ec854c92 ON public.quotes_issuedpaper USING btree (quote_id);
CREATE UNIQUE INDEX quotes_leakagecell_0_currency_reason_segment_region_family__idx ON public.quotes_leakagecell_0 USING btree (currency, reason, segment, region, family, channel, owner_id, export_controlled, slot) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX quotes_leakagecell_1_currency_reason_segment_region_family__idx ON public.quotes_leakagecell_1 USING btree (currency, reason, segment, region, family, channel, owner_id, export_controlled, slot) NULLS NOT DISTINCT;
CREATE INDEX quotes_leakagereport_run_id_2a8519c9 ON public.quotes_leakagereport USING btree (run_id);
CREATE INDEX quotes_leakagereport_started_by_id_639a2658 ON public.quotes_leakagereport USING btree (started_by_id);
CREATE INDEX quotes_leakagerow_0_contract_id_idx ON public.quotes_leakagerow_0 USING btree (contract_id);
CREATE INDEX quotes_leakagerow_0_currency_leakage_minor_id_idx ON public.quotes_leakagerow_0 USING btree (currency, leakage_minor DESC, id) WHERE (leakage_minor > (0)::numeric);
CREATE INDEX quotes_leakagerow_1_contract_id_idx ON public.quotes_leakagerow_1 USING btree (contract_id);
CREATE INDEX quotes_leakagerow_1_currency_leakage_minor_id_idx ON public.quotes_leakagerow_1 USING btree (currency, leakage_minor DESC, id) WHERE (leakage_minor > (0)::numeric);
CREATE INDEX quotes_offerevent_by_id_60bc1d5c ON public.quotes_offerevent USING btree (by_id);
CREATE INDEX quotes_offerevent_document_id_7cbf24eb ON public.quotes_offerevent USING btree (document_id);
CREATE INDEX quotes_offerevent_sending_id_063b1c8f ON public.quotes_offerevent USING btree (sending_id);
CREATE INDEX quotes_offermail_event_id_da54325d ON public.quotes_offermail USING btree (event_id);
CREATE INDEX quotes_offernote_renewal_id_beaa7fe2 ON public.quotes_offernote USING btree (renewal_id);
CREATE INDEX quotes_offernote_written_by_id_4af97be7 ON public.quotes_offernote USING btree (written_by_id);
CREATE INDEX quotes_offerterms_renewal_id_21ed0126 ON public.quotes_offerterms USING btree (renewal_id);
CREATE INDEX quotes_offerterms_set_by_id_ebd7f327 ON public.quotes_offerterms USING btree (set_by_id);
CREATE INDEX quotes_quote_made_by_id_a8c0e1cb ON public.quotes_quote USING btree (made_by_id);
CREATE INDEX quotes_quote_number_140c95b8_like ON public.quotes_quote USING btree (number varchar_pattern_ops);
CREATE INDEX quotes_quote_renewal_id_8bc199c9 ON public.quotes_quote USING btree (renewal_id);
CREATE INDEX quotes_quotedocument_document_id_6ca1c3e4 ON public.quotes_quotedocument USING btree (document_id);
CREATE INDEX quotes_quoteending_ended_by_id_c55eb1b7 ON public.quotes_quoteending USING btree (ended_by_id);
CREATE INDEX quotes_quoteline_product_id_2f716c50 ON public.quotes_quoteline USING btree (product_id);
CREATE INDEX quotes_quoteline_quote_id_3e227b9b ON public.quotes_quoteline USING btree (quote_id);
CREATE INDEX quotes_quoteoption_primary_id_4e0e711f ON public.quotes_quoteoption USING btree (primary_id);
CREATE INDEX quotes_sending_partner_id_b9a7f156 ON public.quotes_sending USING btree (partner_id);
CREATE INDEX quotes_sending_quote_id_dbc0142c ON public.quotes_sending USING btree (quote_id);
CREATE INDEX quotes_sending_sent_by_id_0ee6b65e ON public.quotes_sending USING btree (sent_by_id);
CREATE INDEX quotes_sending_token_hash_e4150e39_like ON public.quotes_sending USING btree (token_hash varchar_pattern_ops);
CREATE INDEX regionhours_dated ON public.desk_regionhours USING btree (region, start_on, id);
CREATE INDEX reminder_unsent ON public.closing_renewalreminder USING btree (id) WHERE (sent_on IS NULL);
CREATE INDEX reminder_waiting ON public.desk_reminder USING btree (send_from, id) WHERE ((given_up_at IS NULL) AND (sent_at IS NULL));
CREATE INDEX renewal_by_date ON public.renewals_renewal USING btree (renewal_on, id) WHERE (closed_on IS NULL);
CREATE INDEX renewal_by_notice ON public.renewals_renewal USING btree (notice_on, id) WHERE (closed_on IS NULL);
CREATE INDEX renewal_by_step ON public.renewals_renewal USING btree (step_on, id) WHERE ((closed_on IS NULL) AND (step_on IS NOT NULL));
CREATE INDEX renewal_by_touch ON public.renewals_renewal USING btree (touched_on, id) WHERE ((closed_on IS NULL) AND (touched_on IS NOT NULL));
CREATE INDEX renewal_customer ON public.renewals_renewal USING btree (customer_id, renewal_on);
CREATE INDEX renewal_fallen ON public.renewals_renewal USING btree (atr_minor, id) WHERE ((closed_on IS NULL) AND (forecast_minor < atr_minor));
CREATE INDEX renewal_owner_work ON public.renewals_renewal USING btree (owner_id, work_on, id) WHERE (closed_on IS NULL);
CREATE INDEX renewal_snoozed ON public.renewals_renewal USING btree (snoozed_until, id) WHERE ((closed_on IS NULL) AND (snoozed_until IS NOT NULL));
CREATE INDEX renewal_unquoted ON public.renewals_renewal USING btree (renewal_on, id) WHERE ((closed_on IS NULL) AND (quoted_on IS NULL) AND (NOT ((renewal_type)::text = 'evergreen'::text)));
CREATE INDEX renewal_work ON public.renewals_renewal USING btree (work_on, id) WHERE (closed_on IS NULL);
CREATE INDEX renewal_work_by_action ON public.renewals_renewal USING btree (next_action, work_on, id) WHERE (closed_on IS NULL);
CREATE INDEX renewal_worklist ON public.renewals_renewal USING btree (act_on, id) WHERE (closed_on IS NULL);
CREATE INDEX renewals_finding_contract_id_d3a3a7ab ON public.renewals_finding USING btree (contract_id);
CREATE INDEX renewals_finding_renewal_id_0b805676 ON public.renewals_finding USING btree (renewal_id);
CREATE INDEX renewals_outcome_by_id_17bee13a ON public.renewals_outcome USING btree (by_id);
CREATE INDEX renewals_renewal_contract_id_873396e9 ON public.renewals_renewal USING btree (contract_id);
CREATE INDEX renewals_renewal_customer_id_918e4d2a ON public.renewals_renewal USING btree (customer_id);
CREATE INDEX renewals_renewal_group_id_177ca268 ON public.renewals_renewal USING btree (group_id);
CREATE INDEX renewals_renewal_owner_id_e87745d9 ON public.renewals_renewal USING btree (owner_id);
CREATE INDEX renewals_renewalgroup_customer_id_03ef317b ON public.renewals_renewalgroup USING btree (customer_id);
CREATE INDEX request_open ON public.desk_request USING btree (due_at, id) WHERE (closed_on IS NULL);
CREATE INDEX request_over ON public.desk_request USING btree (id DESC) WHERE (NOT (closed_on IS NULL));
CREATE UNIQUE INDEX request_reference_once ON public.desk_request USING btree (opened_by_id, reference) WHERE (NOT ((reference)::text = ''::text));
CREATE INDEX request_renewal ON public.desk_request USING btree (renewal_id, id DESC);
CREATE INDEX requestmail_unsent ON public.desk_requestmail USING btree (id) WHERE ((delivered_at IS NULL) AND (failure = ''::text) AND is_answer);
CREATE INDEX riskmark_latest ON public.desk_riskmark USING btree (renewal_id, id DESC);
CREATE UNIQUE INDEX sending_once ON public.quotes_sending USING btree (quote_id, email) WHERE (withdrawn_because = ''::text);
CREATE INDEX sending_open ON public.quotes_sending USING btree (expires_on) WHERE (withdrawn_because = ''::text);
CREATE INDEX shift_by_instant ON public.desk_shift USING btree (from_at, until_at);
CREATE INDEX signin_username_at ON public.foundation_signinattempt USING btree (username, at);
CREATE INDEX snooze_latest ON public.desk_snooze USING btree (renewal_id, id DESC);
CREATE INDEX staffcapacity_latest ON public.desk_staffcapacity USING btree (staff_id, start_on DESC, id DESC);
CREATE INDEX stakeholder_latest ON public.desk_stakeholder USING btree (renewal_id, contact_id, id DESC);
CREATE UNIQUE INDEX statement_one_current ON public.closing_statement USING btree (side) WHERE is_current;
CREATE INDEX sync_importrun_by_id_fa312d1f ON public.sync_importrun USING btree (by_id);
CREATE INDEX task_of_person ON public.desk_task USING btree (owner_id, due_on) WHERE ((done_on IS NULL) AND (owner_id IS NOT NULL));
CREATE INDEX task_open ON public.desk_task USING btree (due_on, id) WHERE (done_on IS NULL);
CREATE INDEX task_sla ON public.desk_task USING btree (sla_due_at) WHERE ((done_on IS NULL) AND (sla_due_at IS NOT NULL));
CREATE INDEX verificationreminder_unsent ON public.programs_verificationreminder USING btree (id) WHERE ((delivered_at IS NULL) AND (failure = ''::text) AND (NOT ((recipient)::text = ''::text)));
CREATE INDEX waitingmark_latest ON public.desk_waitingmark USING btree (renewal_id, id DESC);
ALTER INDEX public.pricedline_contract ATTACH PARTITION public.pricing_pricedline_0_contract_id_idx;
ALTER INDEX public.pricedline_contract ATTACH PARTITION public.pricing_pricedline_1_contract_id_idx;
ALTER INDEX public.leakagecell_once ATTACH PARTITION public.quotes_leakagecell_0_currency_reason_segment_region_family__idx;
ALTER INDEX public.leakagecell_once ATTACH PARTITION public.quotes_leakagecell_1_currency_reason_segment_region_family__idx;
ALTER INDEX public.leakagerow_contract ATTACH PARTITION public.quotes_leakagerow_0_contract_id_idx;
ALTER INDEX public.leakagerow_largest ATTACH PARTITION public.quotes_leakagerow_0_currency_leakage_minor_id_idx;
ALTER INDEX public.leakagerow_contract ATTACH PARTITION public.quotes_leakagerow_1_contract_id_idx;
ALTER INDEX public.leakagerow_largest ATTACH PARTITION public.quotes_leakagerow_1_currency_leakage_minor_id_idx;
CREATE TRIGGER book_arrmovement_period_open AFTER INSERT ON public.book_arrmovement REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.book_refuse_locked();
CREATE TRIGGER book_arrmovement_rows_append_only BEFORE DELETE OR UPDATE ON public.book_arrmovement FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_arrmovement_table_append_only BEFORE TRUNCATE ON public.book_arrmovement FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_bundle_rows_append_only BEFORE DELETE OR UPDATE ON public.book_bundle FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_bundle_table_append_only BEFORE TRUNCATE ON public.book_bundle FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE CONSTRAINT TRIGGER book_bundle_whole AFTER INSERT ON public.book_bundle DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.size > 0)) EXECUTE FUNCTION public.book_refuse_empty_bundle();
CREATE TRIGGER book_bundleitem_rows_append_only BEFORE DELETE OR UPDATE ON public.book_bundleitem FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_bundleitem_table_append_only BEFORE TRUNCATE ON public.book_bundleitem FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_bundleitem_whole AFTER INSERT ON public.book_bundleitem REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.book_refuse_broken_bundle();
CREATE TRIGGER book_dealregistration_rows_append_only BEFORE DELETE OR UPDATE ON public.book_dealregistration FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_dealregistration_table_append_only BEFORE TRUNCATE ON public.book_dealregistration FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_dealwithdrawal_rows_append_only BEFORE DELETE OR UPDATE ON public.book_dealwithdrawal FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_dealwithdrawal_table_append_only BEFORE TRUNCATE ON public.book_dealwithdrawal FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_indexvalue_rows_append_only BEFORE DELETE OR UPDATE ON public.book_indexvalue FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_indexvalue_table_append_only BEFORE TRUNCATE ON public.book_indexvalue FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_order_period_open AFTER INSERT ON public.book_order REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.book_refuse_locked();
CREATE TRIGGER book_order_rows_append_only BEFORE DELETE OR UPDATE ON public.book_order FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_order_table_append_only BEFORE TRUNCATE ON public.book_order FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_orderaction_rows_append_only BEFORE DELETE OR UPDATE ON public.book_orderaction FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_orderaction_table_append_only BEFORE TRUNCATE ON public.book_orderaction FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_overage_rows_append_only BEFORE DELETE OR UPDATE ON public.book_overage FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_overage_table_append_only BEFORE TRUNCATE ON public.book_overage FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_periodlock_rows_append_only BEFORE DELETE OR UPDATE ON public.book_periodlock FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_periodlock_table_append_only BEFORE TRUNCATE ON public.book_periodlock FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_periodreopening_rows_append_only BEFORE DELETE OR UPDATE ON public.book_periodreopening FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_periodreopening_table_append_only BEFORE TRUNCATE ON public.book_periodreopening FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_pricecover_rows_append_only BEFORE DELETE OR UPDATE ON public.book_pricecover FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_pricecover_table_append_only BEFORE TRUNCATE ON public.book_pricecover FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_pricecover_whole AFTER INSERT ON public.book_pricecover REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.book_refuse_late_covers();
CREATE CONSTRAINT TRIGGER book_priceentry_covers AFTER INSERT ON public.book_priceentry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((NOT new.covers_everything)) EXECUTE FUNCTION public.book_refuse_coverless();
CREATE TRIGGER book_priceentry_rows_append_only BEFORE DELETE OR UPDATE ON public.book_priceentry FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_priceentry_table_append_only BEFORE TRUNCATE ON public.book_priceentry FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE CONSTRAINT TRIGGER book_priceentry_tiered AFTER INSERT ON public.book_priceentry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.charge_model)::text = ANY (ARRAY[('volume'::character varying)::text, ('graduated'::character varying)::text]))) EXECUTE FUNCTION public.book_refuse_tierless();
CREATE TRIGGER book_pricetier_rows_append_only BEFORE DELETE OR UPDATE ON public.book_pricetier FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_pricetier_table_append_only BEFORE TRUNCATE ON public.book_pricetier FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_pricetier_whole AFTER INSERT ON public.book_pricetier REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.book_refuse_broken_tiers();
CREATE TRIGGER book_succession_ends AFTER INSERT ON public.book_succession REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.book_refuse_endless_succession();
CREATE TRIGGER book_succession_rows_append_only BEFORE DELETE OR UPDATE ON public.book_succession FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER book_succession_table_append_only BEFORE TRUNCATE ON public.book_succession FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_automaticrenewal_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_automaticrenewal FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_automaticrenewal_table_append_only BEFORE TRUNCATE ON public.closing_automaticrenewal FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_booking_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_booking FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_booking_table_append_only BEFORE TRUNCATE ON public.closing_booking FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_churndecision_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_churndecision FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_churndecision_table_append_only BEFORE TRUNCATE ON public.closing_churndecision FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_churnexception_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_churnexception FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_churnexception_table_append_only BEFORE TRUNCATE ON public.closing_churnexception FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_closingtick_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_closingtick FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_closingtick_table_append_only BEFORE TRUNCATE ON public.closing_closingtick FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_datareturnstep_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_datareturnstep FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_datareturnstep_table_append_only BEFORE TRUNCATE ON public.closing_datareturnstep FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_discrepancynote_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_discrepancynote FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_discrepancynote_table_append_only BEFORE TRUNCATE ON public.closing_discrepancynote FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_envelope_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_envelope FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_envelope_table_append_only BEFORE TRUNCATE ON public.closing_envelope FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_envelopenews_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_envelopenews FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_envelopenews_table_append_only BEFORE TRUNCATE ON public.closing_envelopenews FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_keymatch_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_keymatch FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_keymatch_table_append_only BEFORE TRUNCATE ON public.closing_keymatch FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_noticeend_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_noticeend FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_noticeend_table_append_only BEFORE TRUNCATE ON public.closing_noticeend FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_papercheck_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_papercheck FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_papercheck_table_append_only BEFORE TRUNCATE ON public.closing_papercheck FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_papermismatch_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_papermismatch FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_papermismatch_table_append_only BEFORE TRUNCATE ON public.closing_papermismatch FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_paperwaiver_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_paperwaiver FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_paperwaiver_table_append_only BEFORE TRUNCATE ON public.closing_paperwaiver FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_periodclose_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_periodclose FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_periodclose_table_append_only BEFORE TRUNCATE ON public.closing_periodclose FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_saveattempt_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_saveattempt FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_saveattempt_table_append_only BEFORE TRUNCATE ON public.closing_saveattempt FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_settlement_rows_append_only BEFORE DELETE OR UPDATE ON public.closing_settlement FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER closing_settlement_table_append_only BEFORE TRUNCATE ON public.closing_settlement FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_calendarfeed_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_calendarfeed FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_calendarfeed_table_append_only BEFORE TRUNCATE ON public.desk_calendarfeed FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_calendarfeedend_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_calendarfeedend FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_calendarfeedend_table_append_only BEFORE TRUNCATE ON public.desk_calendarfeedend FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_contestedmark_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_contestedmark FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_contestedmark_table_append_only BEFORE TRUNCATE ON public.desk_contestedmark FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_escalationevent_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_escalationevent FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_escalationevent_table_append_only BEFORE TRUNCATE ON public.desk_escalationevent FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_escalationnotice_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_escalationnotice FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_escalationnotice_table_append_only BEFORE TRUNCATE ON public.desk_escalationnotice FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_escalationrule_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_escalationrule FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_escalationrule_table_append_only BEFORE TRUNCATE ON public.desk_escalationrule FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_escalationrulewithdrawal_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_escalationrulewithdrawal FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_escalationrulewithdrawal_table_append_only BEFORE TRUNCATE ON public.desk_escalationrulewithdrawal FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_loggedcontact_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_loggedcontact FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_loggedcontact_table_append_only BEFORE TRUNCATE ON public.desk_loggedcontact FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_mailtaken_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_mailtaken FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_mailtaken_table_append_only BEFORE TRUNCATE ON public.desk_mailtaken FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_nextstep_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_nextstep FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_nextstep_table_append_only BEFORE TRUNCATE ON public.desk_nextstep FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_note_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_note FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_note_table_append_only BEFORE TRUNCATE ON public.desk_note FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_playcomment_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_playcomment FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_playcomment_table_append_only BEFORE TRUNCATE ON public.desk_playcomment FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_playdecision_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_playdecision FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_playdecision_table_append_only BEFORE TRUNCATE ON public.desk_playdecision FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_playstart_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_playstart FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_playstart_table_append_only BEFORE TRUNCATE ON public.desk_playstart FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_playtask_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_playtask FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_playtask_table_append_only BEFORE TRUNCATE ON public.desk_playtask FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_playversion_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_playversion FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_playversion_table_append_only BEFORE TRUNCATE ON public.desk_playversion FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_requestfile_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_requestfile FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_requestfile_table_append_only BEFORE TRUNCATE ON public.desk_requestfile FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_requeststep_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_requeststep FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_requeststep_table_append_only BEFORE TRUNCATE ON public.desk_requeststep FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_reviewreminder_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_reviewreminder FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_reviewreminder_table_append_only BEFORE TRUNCATE ON public.desk_reviewreminder FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_riskmark_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_riskmark FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_riskmark_table_append_only BEFORE TRUNCATE ON public.desk_riskmark FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_saveplay_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_saveplay FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_saveplay_table_append_only BEFORE TRUNCATE ON public.desk_saveplay FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_saveresult_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_saveresult FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_saveresult_table_append_only BEFORE TRUNCATE ON public.desk_saveresult FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_savetactic_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_savetactic FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_savetactic_table_append_only BEFORE TRUNCATE ON public.desk_savetactic FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_snooze_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_snooze FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_snooze_table_append_only BEFORE TRUNCATE ON public.desk_snooze FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_stakeholder_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_stakeholder FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_stakeholder_table_append_only BEFORE TRUNCATE ON public.desk_stakeholder FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_taskevidence_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_taskevidence FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_taskevidence_table_append_only BEFORE TRUNCATE ON public.desk_taskevidence FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_taskmove_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_taskmove FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_taskmove_table_append_only BEFORE TRUNCATE ON public.desk_taskmove FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_taskresult_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_taskresult FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_taskresult_table_append_only BEFORE TRUNCATE ON public.desk_taskresult FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_waitingmark_rows_append_only BEFORE DELETE OR UPDATE ON public.desk_waitingmark FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER desk_waitingmark_table_append_only BEFORE TRUNCATE ON public.desk_waitingmark FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER directory_partnertier_rows_append_only BEFORE DELETE OR UPDATE ON public.directory_partnertier FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER directory_partnertier_table_append_only BEFORE TRUNCATE ON public.directory_partnertier FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER documents_clause_rows_append_only BEFORE DELETE OR UPDATE ON public.documents_clause FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER documents_clause_table_append_only BEFORE TRUNCATE ON public.documents_clause FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER foundation_apitoken_rows_append_only BEFORE DELETE OR UPDATE ON public.foundation_apitoken FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER foundation_apitoken_table_append_only BEFORE TRUNCATE ON public.foundation_apitoken FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER foundation_apitokenrevocation_rows_append_only BEFORE DELETE OR UPDATE ON public.foundation_apitokenrevocation FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER foundation_apitokenrevocation_table_append_only BEFORE TRUNCATE ON public.foundation_apitokenrevocation FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER foundation_auditevent_rows_append_only BEFORE DELETE OR UPDATE ON public.foundation_auditevent FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER foundation_auditevent_table_append_only BEFORE TRUNCATE ON public.foundation_auditevent FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER pricing_discountpolicy_issue BEFORE INSERT ON public.pricing_discountpolicy FOR EACH ROW EXECUTE FUNCTION public.pricing_refuse_issue('discount_id');
CREATE TRIGGER pricing_discountpolicy_rows_append_only BEFORE DELETE OR UPDATE ON public.pricing_discountpolicy FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER pricing_discountpolicy_table_append_only BEFORE TRUNCATE ON public.pricing_discountpolicy FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER pricing_marginpolicy_issue BEFORE INSERT ON public.pricing_marginpolicy FOR EACH ROW EXECUTE FUNCTION public.pricing_refuse_issue('margin_id');
CREATE TRIGGER pricing_marginpolicy_rows_append_only BEFORE DELETE OR UPDATE ON public.pricing_marginpolicy FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER pricing_marginpolicy_table_append_only BEFORE TRUNCATE ON public.pricing_marginpolicy FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER pricing_policywithdrawal_in_time BEFORE INSERT ON public.pricing_policywithdrawal FOR EACH ROW EXECUTE FUNCTION public.pricing_refuse_withdrawal();
CREATE TRIGGER pricing_policywithdrawal_rows_append_only BEFORE DELETE OR UPDATE ON public.pricing_policywithdrawal FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER pricing_policywithdrawal_table_append_only BEFORE TRUNCATE ON public.pricing_policywithdrawal FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER pricing_pricepolicy_issue BEFORE INSERT ON public.pricing_pricepolicy FOR EACH ROW EXECUTE FUNCTION public.pricing_refuse_issue('price_id');
CREATE TRIGGER pricing_pricepolicy_rows_append_only BEFORE DELETE OR UPDATE ON public.pricing_pricepolicy FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER pricing_pricepolicy_table_append_only BEFORE TRUNCATE ON public.pricing_pricepolicy FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();
CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();
CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();
CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();
CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();
CREATE TRIGGER programs_applicationstep_rows_append_only BEFORE DELETE OR UPDATE ON public.programs_applicationstep FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_applicationstep_table_append_only BEFORE TRUNCATE ON public.programs_applicationstep FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_customerfact_rows_append_only BEFORE DELETE OR UPDATE ON public.programs_customerfact FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_customerfact_table_append_only BEFORE TRUNCATE ON public.programs_customerfact FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_eligibilityrules_rows_append_only BEFORE DELETE OR UPDATE ON public.programs_eligibilityrules FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_eligibilityrules_table_append_only BEFORE TRUNCATE ON public.programs_eligibilityrules FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_enrolmentend_rows_append_only BEFORE DELETE OR UPDATE ON public.programs_enrolmentend FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_enrolmentend_table_append_only BEFORE TRUNCATE ON public.programs_enrolmentend FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_evidence_rows_append_only BEFORE DELETE OR UPDATE ON public.programs_evidence FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_evidence_table_append_only BEFORE TRUNCATE ON public.programs_evidence FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_program_rows_append_only BEFORE DELETE OR UPDATE ON public.programs_program FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_program_table_append_only BEFORE TRUNCATE ON public.programs_program FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_programterms_rows_append_only BEFORE DELETE OR UPDATE ON public.programs_programterms FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_programterms_table_append_only BEFORE TRUNCATE ON public.programs_programterms FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_verification_rows_append_only BEFORE DELETE OR UPDATE ON public.programs_verification FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER programs_verification_table_append_only BEFORE TRUNCATE ON public.programs_verification FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_approvaldecision_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_approvaldecision FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_approvaldecision_table_append_only BEFORE TRUNCATE ON public.quotes_approvaldecision FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_approvalrule_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_approvalrule FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_approvalrule_table_append_only BEFORE TRUNCATE ON public.quotes_approvalrule FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_approvalstep_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_approvalstep FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_approvalstep_table_append_only BEFORE TRUNCATE ON public.quotes_approvalstep FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_decline_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_decline FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_decline_table_append_only BEFORE TRUNCATE ON public.quotes_decline FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_issuedpaper_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_issuedpaper FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_issuedpaper_table_append_only BEFORE TRUNCATE ON public.quotes_issuedpaper FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_offerevent_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_offerevent FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_offerevent_table_append_only BEFORE TRUNCATE ON public.quotes_offerevent FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_offernote_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_offernote FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_offernote_table_append_only BEFORE TRUNCATE ON public.quotes_offernote FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_offerterms_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_offerterms FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_offerterms_table_append_only BEFORE TRUNCATE ON public.quotes_offerterms FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_quoteending_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_quoteending FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_quoteending_table_append_only BEFORE TRUNCATE ON public.quotes_quoteending FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_quoteline_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_quoteline FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_quoteline_table_append_only BEFORE TRUNCATE ON public.quotes_quoteline FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_quoteoption_rows_append_only BEFORE DELETE OR UPDATE ON public.quotes_quoteoption FOR EACH ROW EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER quotes_quoteoption_table_append_only BEFORE TRUNCATE ON public.quotes_quoteoption FOR EACH STATEMENT EXECUTE FUNCTION public.foundation_refuse_change();
CREATE TRIGGER renewal_opened_with_owner AFTER INSERT ON public.renewals_renewal REFERENCING NEW TABLE AS opened FOR EACH STATEMENT EXECUTE FUNCTION public.renewals_begin_ownership();
CREATE TRIGGER renewals_ownership_keeps BEFORE DELETE OR UPDATE ON public.renewals_ownership FOR EACH ROW EXECUTE FUNCTION public.renewals_keep_ownership();
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_arrmovement
    ADD CONSTRAINT book_arrmovement_contract_id_f4f7379c_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_arrmovement
    ADD CONSTRAINT book_arrmovement_order_id_48069598_fk_book_order_id FOREIGN KEY (order_id) REFERENCES public.book_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_bundle
    ADD CONSTRAINT book_bundle_product_id_70e547a8_fk_book_product_id FOREIGN KEY (product_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_bundleitem
    ADD CONSTRAINT book_bundleitem_bundle_id_a077714d_fk_book_bundle_id FOREIGN KEY (bundle_id) REFERENCES public.book_bundle(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_bundleitem
    ADD CONSTRAINT book_bundleitem_product_id_16750ddd_fk_book_product_id FOREIGN KEY (product_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_contract
    ADD CONSTRAINT book_contract_bill_to_id_d139bee8_fk_directory_customer_id FOREIGN KEY (bill_to_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_contract
    ADD CONSTRAINT book_contract_customer_id_76431926_fk_directory_customer_id FOREIGN KEY (customer_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_contract
    ADD CONSTRAINT book_contract_distributor_id_08a0b78e_fk_directory_partner_id FOREIGN KEY (distributor_id) REFERENCES public.directory_partner(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_contract
    ADD CONSTRAINT book_contract_owner_id_4cb82753_fk_directory_staffmember_id FOREIGN KEY (owner_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_contract
    ADD CONSTRAINT book_contract_reseller_id_c50d217d_fk_directory_partner_id FOREIGN KEY (reseller_id) REFERENCES public.directory_partner(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_dealapproval
    ADD CONSTRAINT book_dealapproval_approved_by_id_28a81a7c_fk_foundation_user_id FOREIGN KEY (approved_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_dealapproval
    ADD CONSTRAINT book_dealapproval_contract_id_e5dac1be_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_dealapproval
    ADD CONSTRAINT book_dealapproval_partner_id_4bb5b011_fk_directory_partner_id FOREIGN KEY (partner_id) REFERENCES public.directory_partner(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_dealapproval
    ADD CONSTRAINT book_dealapproval_registration_id_9b0e9675_fk_book_deal FOREIGN KEY (registration_id) REFERENCES public.book_dealregistration(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_dealregistration
    ADD CONSTRAINT book_dealregistratio_partner_id_5ae61b98_fk_directory FOREIGN KEY (partner_id) REFERENCES public.directory_partner(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_dealregistration
    ADD CONSTRAINT book_dealregistratio_registered_by_id_795cb177_fk_foundatio FOREIGN KEY (registered_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_dealregistration
    ADD CONSTRAINT book_dealregistration_contract_id_998d3ea4_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_dealwithdrawal
    ADD CONSTRAINT book_dealwithdrawal_registration_id_2d5751af_fk_book_deal FOREIGN KEY (registration_id) REFERENCES public.book_dealregistration(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_dealwithdrawal
    ADD CONSTRAINT book_dealwithdrawal_withdrawn_by_id_2e9ff369_fk_foundatio FOREIGN KEY (withdrawn_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_indexvalue
    ADD CONSTRAINT book_indexvalue_index_id_2dd13a96_fk_book_priceindex_id FOREIGN KEY (index_id) REFERENCES public.book_priceindex(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_line
    ADD CONSTRAINT book_line_contract_id_365b5847_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_line
    ADD CONSTRAINT book_line_product_id_eddb16e2_fk_book_product_id FOREIGN KEY (product_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_order
    ADD CONSTRAINT book_order_booked_by_id_1a515c6a_fk_foundation_user_id FOREIGN KEY (booked_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_order
    ADD CONSTRAINT book_order_contract_id_10ab92c4_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_orderaction
    ADD CONSTRAINT book_orderaction_from_contract_id_d54f0a9a_fk_book_contract_id FOREIGN KEY (from_contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_orderaction
    ADD CONSTRAINT book_orderaction_order_id_f7104586_fk_book_order_id FOREIGN KEY (order_id) REFERENCES public.book_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_orderaction
    ADD CONSTRAINT book_orderaction_product_id_253d13dc_fk_book_product_id FOREIGN KEY (product_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_overage
    ADD CONSTRAINT book_overage_contract_id_8e8c239a_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_overage
    ADD CONSTRAINT book_overage_recorded_by_id_8ea03006_fk_foundation_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_periodlock
    ADD CONSTRAINT book_periodlock_locked_by_id_7da137eb_fk_foundation_user_id FOREIGN KEY (locked_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_periodreopening
    ADD CONSTRAINT book_periodreopening_lock_id_757e0b07_fk_book_periodlock_id FOREIGN KEY (lock_id) REFERENCES public.book_periodlock(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_periodreopening
    ADD CONSTRAINT book_periodreopening_reopened_by_id_3322f97c_fk_foundatio FOREIGN KEY (reopened_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_pricecover
    ADD CONSTRAINT book_pricecover_entry_id_47dac032_fk_book_priceentry_id FOREIGN KEY (entry_id) REFERENCES public.book_priceentry(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_pricecover
    ADD CONSTRAINT book_pricecover_product_id_4f8e9bc5_fk_book_product_id FOREIGN KEY (product_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_priceentry
    ADD CONSTRAINT book_priceentry_price_book_id_c92f330c_fk_book_pricebook_id FOREIGN KEY (price_book_id) REFERENCES public.book_pricebook(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_priceentry
    ADD CONSTRAINT book_priceentry_product_id_fe565336_fk_book_product_id FOREIGN KEY (product_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_pricetier
    ADD CONSTRAINT book_pricetier_entry_id_c7eba073_fk_book_priceentry_id FOREIGN KEY (entry_id) REFERENCES public.book_priceentry(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_product
    ADD CONSTRAINT book_product_successor_id_94f536bc_fk_book_product_id FOREIGN KEY (successor_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_succession
    ADD CONSTRAINT book_succession_product_id_8ee64d61_fk_book_product_id FOREIGN KEY (product_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_succession
    ADD CONSTRAINT book_succession_successor_id_b81e48cc_fk_book_product_id FOREIGN KEY (successor_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_automaticrenewal
    ADD CONSTRAINT closing_automaticren_renewal_id_2fa853ae_fk_renewals_ FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_automaticrenewal
    ADD CONSTRAINT closing_automaticrenewal_order_id_beda76b5_fk_book_order_id FOREIGN KEY (order_id) REFERENCES public.book_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_automaticrenewal
    ADD CONSTRAINT closing_automaticrenewal_quote_id_56886183_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_booking
    ADD CONSTRAINT closing_booking_acceptance_id_387095c0_fk_quotes_acceptance_id FOREIGN KEY (acceptance_id) REFERENCES public.quotes_acceptance(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_booking
    ADD CONSTRAINT closing_booking_booked_by_id_607d8c8c_fk_foundation_user_id FOREIGN KEY (booked_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_booking
    ADD CONSTRAINT closing_booking_order_id_9547fea5_fk_book_order_id FOREIGN KEY (order_id) REFERENCES public.book_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_bookingrefusal
    ADD CONSTRAINT closing_bookingrefus_acceptance_id_e54489b0_fk_quotes_ac FOREIGN KEY (acceptance_id) REFERENCES public.quotes_acceptance(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_churndecision
    ADD CONSTRAINT closing_churndecisio_exception_id_2d1a6c4b_fk_closing_c FOREIGN KEY (exception_id) REFERENCES public.closing_churnexception(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_churndecision
    ADD CONSTRAINT closing_churndecision_by_id_834b1e74_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_churnexception
    ADD CONSTRAINT closing_churnexcepti_asked_by_id_4d75bad7_fk_foundatio FOREIGN KEY (asked_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_churnexception
    ADD CONSTRAINT closing_churnexcepti_renewal_id_137b6497_fk_renewals_ FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_closingtick
    ADD CONSTRAINT closing_closingtick_by_id_e5a076f7_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_closingtick
    ADD CONSTRAINT closing_closingtick_renewal_id_70d007c3_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_datareturnstep
    ADD CONSTRAINT closing_datareturnst_notice_id_30303946_fk_closing_t FOREIGN KEY (notice_id) REFERENCES public.closing_terminationnotice(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_datareturnstep
    ADD CONSTRAINT closing_datareturnstep_by_id_c2da13f5_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_discrepancy
    ADD CONSTRAINT closing_discrepancy_contract_id_975a6d15_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_discrepancy
    ADD CONSTRAINT closing_discrepancy_opened_by_id_62c5bde1_fk_closing_r FOREIGN KEY (opened_by_id) REFERENCES public.closing_reconciliation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_discrepancy
    ADD CONSTRAINT closing_discrepancy_owner_id_2279bf2f_fk_directory FOREIGN KEY (owner_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_discrepancy
    ADD CONSTRAINT closing_discrepancy_seen_by_id_a8a289b5_fk_closing_r FOREIGN KEY (seen_by_id) REFERENCES public.closing_reconciliation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_discrepancy
    ADD CONSTRAINT closing_discrepancy_settlement_id_2d7a7c36_fk_closing_s FOREIGN KEY (settlement_id) REFERENCES public.closing_settlement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_discrepancynote
    ADD CONSTRAINT closing_discrepancyn_discrepancy_id_b8674f9c_fk_closing_d FOREIGN KEY (discrepancy_id) REFERENCES public.closing_discrepancy(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_discrepancynote
    ADD CONSTRAINT closing_discrepancynote_by_id_0835f88f_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_envelope
    ADD CONSTRAINT closing_envelope_asked_by_id_975283b4_fk_foundation_user_id FOREIGN KEY (asked_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_envelope
    ADD CONSTRAINT closing_envelope_quote_id_5585d9ce_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_envelopenews
    ADD CONSTRAINT closing_envelopenews_envelope_id_ca8d302d_fk_closing_e FOREIGN KEY (envelope_id) REFERENCES public.closing_envelope(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_keymatch
    ADD CONSTRAINT closing_keymatch_contract_id_d691dd4e_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_keymatch
    ADD CONSTRAINT closing_keymatch_matched_by_id_b7c24735_fk_foundation_user_id FOREIGN KEY (matched_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_noticeend
    ADD CONSTRAINT closing_noticeend_by_id_e057829d_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_noticeend
    ADD CONSTRAINT closing_noticeend_notice_id_63640366_fk_closing_t FOREIGN KEY (notice_id) REFERENCES public.closing_terminationnotice(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_noticeend
    ADD CONSTRAINT closing_noticeend_order_id_91171426_fk_book_order_id FOREIGN KEY (order_id) REFERENCES public.book_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_papercheck
    ADD CONSTRAINT closing_papercheck_acceptance_id_cdf2eb8d_fk_quotes_ac FOREIGN KEY (acceptance_id) REFERENCES public.quotes_acceptance(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_papercheck
    ADD CONSTRAINT closing_papercheck_by_id_bf147e8b_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_papercheck
    ADD CONSTRAINT closing_papercheck_document_id_d1e0e68c_fk_documents FOREIGN KEY (document_id) REFERENCES public.documents_document(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_papermismatch
    ADD CONSTRAINT closing_papermismatc_check_made_id_7c56f3eb_fk_closing_p FOREIGN KEY (check_made_id) REFERENCES public.closing_papercheck(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_paperwaiver
    ADD CONSTRAINT closing_paperwaiver_by_id_6b1c93d9_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_paperwaiver
    ADD CONSTRAINT closing_paperwaiver_check_made_id_bb98c5d9_fk_closing_p FOREIGN KEY (check_made_id) REFERENCES public.closing_papercheck(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_periodclose
    ADD CONSTRAINT closing_periodclose_closed_by_id_8cd98396_fk_foundation_user_id FOREIGN KEY (closed_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_periodclose
    ADD CONSTRAINT closing_periodclose_lock_id_17e71791_fk_book_periodlock_id FOREIGN KEY (lock_id) REFERENCES public.book_periodlock(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_reconciliation
    ADD CONSTRAINT closing_reconciliati_billing_id_9effd4bf_fk_closing_s FOREIGN KEY (billing_id) REFERENCES public.closing_statement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_reconciliation
    ADD CONSTRAINT closing_reconciliation_by_id_63e8107b_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_reconciliation
    ADD CONSTRAINT closing_reconciliation_crm_id_a6fface5_fk_closing_statement_id FOREIGN KEY (crm_id) REFERENCES public.closing_statement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_renewalreminder
    ADD CONSTRAINT closing_renewalremin_renewal_id_6f42bfb4_fk_renewals_ FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_renewalreminder
    ADD CONSTRAINT closing_renewalreminder_quote_id_7c3bce77_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_saveattempt
    ADD CONSTRAINT closing_saveattempt_by_id_2ad82fde_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_saveattempt
    ADD CONSTRAINT closing_saveattempt_notice_id_f7a95151_fk_closing_t FOREIGN KEY (notice_id) REFERENCES public.closing_terminationnotice(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_settlement
    ADD CONSTRAINT closing_settlement_by_id_aac680f0_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_settlement
    ADD CONSTRAINT closing_settlement_order_id_c8880711_fk_book_order_id FOREIGN KEY (order_id) REFERENCES public.book_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_statement
    ADD CONSTRAINT closing_statement_loaded_by_id_5eae76e4_fk_foundation_user_id FOREIGN KEY (loaded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_statementcontract
    ADD CONSTRAINT closing_statementcon_statement_id_3d3c9cb4_fk_closing_s FOREIGN KEY (statement_id) REFERENCES public.closing_statement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_statementline
    ADD CONSTRAINT closing_statementlin_contract_id_1b8a7264_fk_closing_s FOREIGN KEY (contract_id) REFERENCES public.closing_statementcontract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_statementline
    ADD CONSTRAINT closing_statementlin_statement_id_14004f0b_fk_closing_s FOREIGN KEY (statement_id) REFERENCES public.closing_statement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_terminationnotice
    ADD CONSTRAINT closing_terminationn_contract_id_d61e36d7_fk_book_cont FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_terminationnotice
    ADD CONSTRAINT closing_terminationn_document_id_922747ec_fk_documents FOREIGN KEY (document_id) REFERENCES public.documents_document(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.closing_terminationnotice
    ADD CONSTRAINT closing_terminationn_recorded_by_id_d56cbbac_fk_foundatio FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_absence
    ADD CONSTRAINT desk_absence_cover_id_80a6a067_fk_directory_staffmember_id FOREIGN KEY (cover_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_absence
    ADD CONSTRAINT desk_absence_recorded_by_id_cfb1307e_fk_foundation_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_absence
    ADD CONSTRAINT desk_absence_staff_id_f3e7de6b_fk_directory_staffmember_id FOREIGN KEY (staff_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_calendarfeed
    ADD CONSTRAINT desk_calendarfeed_made_by_id_a97b59d9_fk_foundation_user_id FOREIGN KEY (made_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_calendarfeed
    ADD CONSTRAINT desk_calendarfeed_staff_id_4a7c3470_fk_directory_staffmember_id FOREIGN KEY (staff_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_calendarfeedend
    ADD CONSTRAINT desk_calendarfeedend_ended_by_id_4b8d14c3_fk_foundation_user_id FOREIGN KEY (ended_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_calendarfeedend
    ADD CONSTRAINT desk_calendarfeedend_feed_id_b67a8c53_fk_desk_calendarfeed_id FOREIGN KEY (feed_id) REFERENCES public.desk_calendarfeed(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_contestedmark
    ADD CONSTRAINT desk_contestedmark_marked_by_id_042c9739_fk_foundation_user_id FOREIGN KEY (marked_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_contestedmark
    ADD CONSTRAINT desk_contestedmark_renewal_id_260f4787_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_digestmail
    ADD CONSTRAINT desk_digestmail_run_id_2320413a_fk_desk_run_id FOREIGN KEY (run_id) REFERENCES public.desk_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_digestmail
    ADD CONSTRAINT desk_digestmail_user_id_e79cad5d_fk_foundation_user_id FOREIGN KEY (user_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalation
    ADD CONSTRAINT desk_escalation_acknowledged_by_id_23e0107f_fk_foundatio FOREIGN KEY (acknowledged_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalation
    ADD CONSTRAINT desk_escalation_contract_id_98ad242b_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalation
    ADD CONSTRAINT desk_escalation_discrepancy_id_56d01a8d_fk_closing_d FOREIGN KEY (discrepancy_id) REFERENCES public.closing_discrepancy(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalation
    ADD CONSTRAINT desk_escalation_owner_id_e5e11abc_fk_directory_staffmember_id FOREIGN KEY (owner_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalation
    ADD CONSTRAINT desk_escalation_renewal_id_c853eae6_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalation
    ADD CONSTRAINT desk_escalation_rule_id_bab5761f_fk_desk_escalationrule_id FOREIGN KEY (rule_id) REFERENCES public.desk_escalationrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalationevent
    ADD CONSTRAINT desk_escalationevent_by_id_b429d667_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalationevent
    ADD CONSTRAINT desk_escalationevent_escalation_id_e3493421_fk_desk_esca FOREIGN KEY (escalation_id) REFERENCES public.desk_escalation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalationmail
    ADD CONSTRAINT desk_escalationmail_user_id_5a713584_fk_foundation_user_id FOREIGN KEY (user_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalationnotice
    ADD CONSTRAINT desk_escalationnotic_escalation_id_5e4f59ab_fk_desk_esca FOREIGN KEY (escalation_id) REFERENCES public.desk_escalation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalationnotice
    ADD CONSTRAINT desk_escalationnotic_mail_id_096547a0_fk_desk_esca FOREIGN KEY (mail_id) REFERENCES public.desk_escalationmail(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalationrule
    ADD CONSTRAINT desk_escalationrule_published_by_id_e498e106_fk_foundatio FOREIGN KEY (published_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalationrulewithdrawal
    ADD CONSTRAINT desk_escalationrulew_rule_id_2d7f3f78_fk_desk_esca FOREIGN KEY (rule_id) REFERENCES public.desk_escalationrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_escalationrulewithdrawal
    ADD CONSTRAINT desk_escalationrulew_withdrawn_by_id_1e2bbdf2_fk_foundatio FOREIGN KEY (withdrawn_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_handover
    ADD CONSTRAINT desk_handover_giver_id_63566293_fk_directory_staffmember_id FOREIGN KEY (giver_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_handover
    ADD CONSTRAINT desk_handover_prepared_by_id_8c9aecf6_fk_foundation_user_id FOREIGN KEY (prepared_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_handover
    ADD CONSTRAINT desk_handover_receiver_id_dcf6bf10_fk_directory_staffmember_id FOREIGN KEY (receiver_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_handovermail
    ADD CONSTRAINT desk_handovermail_handover_id_c014cdc0_fk_desk_handover_id FOREIGN KEY (handover_id) REFERENCES public.desk_handover(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_handovernote
    ADD CONSTRAINT desk_handovernote_handover_id_4e12098c_fk_desk_handover_id FOREIGN KEY (handover_id) REFERENCES public.desk_handover(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_handovernote
    ADD CONSTRAINT desk_handovernote_renewal_id_9a8b3a7e_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_handoverstep
    ADD CONSTRAINT desk_handoverstep_by_id_9c39c2a5_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_handoverstep
    ADD CONSTRAINT desk_handoverstep_handover_id_3ec9ce66_fk_desk_handover_id FOREIGN KEY (handover_id) REFERENCES public.desk_handover(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_loggedcontact
    ADD CONSTRAINT desk_loggedcontact_by_id_3f4dc559_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_loggedcontact
    ADD CONSTRAINT desk_loggedcontact_contact_id_6c7784e7_fk_directory_contact_id FOREIGN KEY (contact_id) REFERENCES public.directory_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_loggedcontact
    ADD CONSTRAINT desk_loggedcontact_renewal_id_02610ccc_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_mailtaken
    ADD CONSTRAINT desk_mailtaken_request_id_fd923f19_fk_desk_request_id FOREIGN KEY (request_id) REFERENCES public.desk_request(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_mention
    ADD CONSTRAINT desk_mention_note_id_d5dd6d40_fk_desk_note_id FOREIGN KEY (note_id) REFERENCES public.desk_note(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_mention
    ADD CONSTRAINT desk_mention_staff_id_c5810b81_fk_directory_staffmember_id FOREIGN KEY (staff_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_nextstep
    ADD CONSTRAINT desk_nextstep_by_id_b3216a12_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_nextstep
    ADD CONSTRAINT desk_nextstep_owner_id_73d4b227_fk_directory_staffmember_id FOREIGN KEY (owner_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_nextstep
    ADD CONSTRAINT desk_nextstep_renewal_id_818323bc_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_note
    ADD CONSTRAINT desk_note_by_id_152ce67c_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_note
    ADD CONSTRAINT desk_note_renewal_id_22f56500_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playcomment
    ADD CONSTRAINT desk_playcomment_play_id_4f18000e_fk_desk_play_id FOREIGN KEY (play_id) REFERENCES public.desk_play(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playcomment
    ADD CONSTRAINT desk_playcomment_said_by_id_00a8eba8_fk_foundation_user_id FOREIGN KEY (said_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playcomment
    ADD CONSTRAINT desk_playcomment_version_id_681dbbbd_fk_desk_playversion_id FOREIGN KEY (version_id) REFERENCES public.desk_playversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playdecision
    ADD CONSTRAINT desk_playdecision_decided_by_id_8e4c263e_fk_foundation_user_id FOREIGN KEY (decided_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playdecision
    ADD CONSTRAINT desk_playdecision_proposal_id_cf890c9c_fk_desk_playcomment_id FOREIGN KEY (proposal_id) REFERENCES public.desk_playcomment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playdraft
    ADD CONSTRAINT desk_playdraft_base_id_6fa5bf94_fk_desk_playversion_id FOREIGN KEY (base_id) REFERENCES public.desk_playversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playdraft
    ADD CONSTRAINT desk_playdraft_by_id_db1fef66_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playstart
    ADD CONSTRAINT desk_playstart_play_id_5dc7ea7e_fk_desk_play_id FOREIGN KEY (play_id) REFERENCES public.desk_play(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playstart
    ADD CONSTRAINT desk_playstart_renewal_id_afb5b1e6_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playstart
    ADD CONSTRAINT desk_playstart_started_by_id_7dbfb174_fk_foundation_user_id FOREIGN KEY (started_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playstart
    ADD CONSTRAINT desk_playstart_version_id_e7ddd140_fk_desk_playversion_id FOREIGN KEY (version_id) REFERENCES public.desk_playversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playtask
    ADD CONSTRAINT desk_playtask_version_id_00a83985_fk_desk_playversion_id FOREIGN KEY (version_id) REFERENCES public.desk_playversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playversion
    ADD CONSTRAINT desk_playversion_play_id_03133b3d_fk_desk_play_id FOREIGN KEY (play_id) REFERENCES public.desk_play(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_playversion
    ADD CONSTRAINT desk_playversion_published_by_id_5af73a51_fk_foundation_user_id FOREIGN KEY (published_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_regionhours
    ADD CONSTRAINT desk_regionhours_recorded_by_id_1f7dd910_fk_foundation_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_reminder
    ADD CONSTRAINT desk_reminder_staff_id_c737d988_fk_directory_staffmember_id FOREIGN KEY (staff_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_reminderchannel
    ADD CONSTRAINT desk_reminderchannel_set_by_id_397b2094_fk_foundation_user_id FOREIGN KEY (set_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_reminderchannel
    ADD CONSTRAINT desk_reminderchannel_staff_id_ef68e351_fk_directory FOREIGN KEY (staff_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_reminderitem
    ADD CONSTRAINT desk_reminderitem_reminder_id_b91f5064_fk_desk_reminder_id FOREIGN KEY (reminder_id) REFERENCES public.desk_reminder(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_reminderitem
    ADD CONSTRAINT desk_reminderitem_staff_id_5ad94287_fk_directory_staffmember_id FOREIGN KEY (staff_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_reminderitem
    ADD CONSTRAINT desk_reminderitem_task_id_516fc512_fk_desk_task_id FOREIGN KEY (task_id) REFERENCES public.desk_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_request
    ADD CONSTRAINT desk_request_contact_id_15af6567_fk_directory_contact_id FOREIGN KEY (contact_id) REFERENCES public.directory_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_request
    ADD CONSTRAINT desk_request_customer_id_eb3d6619_fk_directory_customer_id FOREIGN KEY (customer_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_request
    ADD CONSTRAINT desk_request_opened_by_id_c12c1d0f_fk_foundation_user_id FOREIGN KEY (opened_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_request
    ADD CONSTRAINT desk_request_owner_id_fead7b6f_fk_directory_staffmember_id FOREIGN KEY (owner_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_request
    ADD CONSTRAINT desk_request_partner_id_8ee3f7fe_fk_directory_partner_id FOREIGN KEY (partner_id) REFERENCES public.directory_partner(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_request
    ADD CONSTRAINT desk_request_renewal_id_ef085ed8_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_requestfile
    ADD CONSTRAINT desk_requestfile_by_id_aa83a08c_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_requestfile
    ADD CONSTRAINT desk_requestfile_document_id_90407354_fk_documents_document_id FOREIGN KEY (document_id) REFERENCES public.documents_document(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_requestfile
    ADD CONSTRAINT desk_requestfile_mail_id_ab6d0025_fk_desk_requestmail_id FOREIGN KEY (mail_id) REFERENCES public.desk_requestmail(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_requestfile
    ADD CONSTRAINT desk_requestfile_request_id_f95c80cf_fk_desk_request_id FOREIGN KEY (request_id) REFERENCES public.desk_request(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_requestmail
    ADD CONSTRAINT desk_requestmail_by_id_e574a4ed_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_requestmail
    ADD CONSTRAINT desk_requestmail_request_id_479c756f_fk_desk_request_id FOREIGN KEY (request_id) REFERENCES public.desk_request(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_requeststep
    ADD CONSTRAINT desk_requeststep_by_id_9df34555_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_requeststep
    ADD CONSTRAINT desk_requeststep_request_id_f9c1b40f_fk_desk_request_id FOREIGN KEY (request_id) REFERENCES public.desk_request(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_reviewreminder
    ADD CONSTRAINT desk_reviewreminder_play_id_7138cc28_fk_desk_play_id FOREIGN KEY (play_id) REFERENCES public.desk_play(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_riskmark
    ADD CONSTRAINT desk_riskmark_by_id_bc0f619e_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_riskmark
    ADD CONSTRAINT desk_riskmark_renewal_id_5a4e4c86_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_run
    ADD CONSTRAINT desk_run_by_id_59307c12_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_runstep
    ADD CONSTRAINT desk_runstep_run_id_34c202ae_fk_desk_run_id FOREIGN KEY (run_id) REFERENCES public.desk_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_savedview
    ADD CONSTRAINT desk_savedview_user_id_dbb53e52_fk_foundation_user_id FOREIGN KEY (user_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_saveplay
    ADD CONSTRAINT desk_saveplay_renewal_id_b604a1ea_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_saveplay
    ADD CONSTRAINT desk_saveplay_started_by_id_2975fdb9_fk_foundation_user_id FOREIGN KEY (started_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_saveplay
    ADD CONSTRAINT desk_saveplay_tactic_id_52db9a4e_fk_desk_savetactic_id FOREIGN KEY (tactic_id) REFERENCES public.desk_savetactic(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_saveresult
    ADD CONSTRAINT desk_saveresult_save_play_id_74adec20_fk_desk_saveplay_id FOREIGN KEY (save_play_id) REFERENCES public.desk_saveplay(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_saveresult
    ADD CONSTRAINT desk_saveresult_told_by_id_1bc1c064_fk_foundation_user_id FOREIGN KEY (told_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_savetactic
    ADD CONSTRAINT desk_savetactic_added_by_id_465057b4_fk_foundation_user_id FOREIGN KEY (added_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_shift
    ADD CONSTRAINT desk_shift_staff_id_2e611547_fk_directory_staffmember_id FOREIGN KEY (staff_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_shiftpattern
    ADD CONSTRAINT desk_shiftpattern_recorded_by_id_47c4bc1b_fk_foundation_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_shiftpattern
    ADD CONSTRAINT desk_shiftpattern_staff_id_5dd2b40c_fk_directory_staffmember_id FOREIGN KEY (staff_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_shiftswap
    ADD CONSTRAINT desk_shiftswap_asked_by_id_64893237_fk_directory_staffmember_id FOREIGN KEY (asked_by_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_shiftswap
    ADD CONSTRAINT desk_shiftswap_asked_of_id_ca1062ec_fk_directory_staffmember_id FOREIGN KEY (asked_of_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_shiftswap
    ADD CONSTRAINT desk_shiftswap_given_id_8d2d853f_fk_desk_shift_id FOREIGN KEY (given_id) REFERENCES public.desk_shift(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_shiftswap
    ADD CONSTRAINT desk_shiftswap_wanted_id_7d5bd480_fk_desk_shift_id FOREIGN KEY (wanted_id) REFERENCES public.desk_shift(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_snooze
    ADD CONSTRAINT desk_snooze_by_id_b7328fe1_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_snooze
    ADD CONSTRAINT desk_snooze_renewal_id_2efc0f30_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_staffcapacity
    ADD CONSTRAINT desk_staffcapacity_recorded_by_id_f57e63b6_fk_foundatio FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_staffcapacity
    ADD CONSTRAINT desk_staffcapacity_staff_id_a31f3330_fk_directory FOREIGN KEY (staff_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_staffskill
    ADD CONSTRAINT desk_staffskill_recorded_by_id_ee157ba7_fk_foundation_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_staffskill
    ADD CONSTRAINT desk_staffskill_staff_id_251b40d9_fk_directory_staffmember_id FOREIGN KEY (staff_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_stakeholder
    ADD CONSTRAINT desk_stakeholder_by_id_c349ba83_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_stakeholder
    ADD CONSTRAINT desk_stakeholder_contact_id_3cc0835c_fk_directory_contact_id FOREIGN KEY (contact_id) REFERENCES public.directory_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_stakeholder
    ADD CONSTRAINT desk_stakeholder_renewal_id_1c068d96_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_swapanswer
    ADD CONSTRAINT desk_swapanswer_by_id_efe95af0_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_swapanswer
    ADD CONSTRAINT desk_swapanswer_swap_id_b4fe4b88_fk_desk_shiftswap_id FOREIGN KEY (swap_id) REFERENCES public.desk_shiftswap(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_task
    ADD CONSTRAINT desk_task_customer_id_35d44b8c_fk_directory_customer_id FOREIGN KEY (customer_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_task
    ADD CONSTRAINT desk_task_made_by_id_9e69445d_fk_foundation_user_id FOREIGN KEY (made_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_task
    ADD CONSTRAINT desk_task_owner_id_6b7dfb32_fk_directory_staffmember_id FOREIGN KEY (owner_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_task
    ADD CONSTRAINT desk_task_play_task_id_f21ff7e3_fk_desk_playtask_id FOREIGN KEY (play_task_id) REFERENCES public.desk_playtask(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_task
    ADD CONSTRAINT desk_task_renewal_id_49119e44_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_task
    ADD CONSTRAINT desk_task_start_id_ac19eda0_fk_desk_playstart_id FOREIGN KEY (start_id) REFERENCES public.desk_playstart(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_taskafter
    ADD CONSTRAINT desk_taskafter_before_id_b1abaf74_fk_desk_task_id FOREIGN KEY (before_id) REFERENCES public.desk_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_taskafter
    ADD CONSTRAINT desk_taskafter_task_id_22ca9f15_fk_desk_task_id FOREIGN KEY (task_id) REFERENCES public.desk_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_taskevidence
    ADD CONSTRAINT desk_taskevidence_added_by_id_21654f04_fk_foundation_user_id FOREIGN KEY (added_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_taskevidence
    ADD CONSTRAINT desk_taskevidence_document_id_d3ce8059_fk_documents_document_id FOREIGN KEY (document_id) REFERENCES public.documents_document(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_taskevidence
    ADD CONSTRAINT desk_taskevidence_task_id_134b23ff_fk_desk_task_id FOREIGN KEY (task_id) REFERENCES public.desk_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_taskmove
    ADD CONSTRAINT desk_taskmove_moved_by_id_9606f166_fk_foundation_user_id FOREIGN KEY (moved_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_taskmove
    ADD CONSTRAINT desk_taskmove_task_id_078a2d0c_fk_desk_task_id FOREIGN KEY (task_id) REFERENCES public.desk_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_taskresult
    ADD CONSTRAINT desk_taskresult_done_by_id_b6e3a118_fk_foundation_user_id FOREIGN KEY (done_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_taskresult
    ADD CONSTRAINT desk_taskresult_task_id_29da5d6b_fk_desk_task_id FOREIGN KEY (task_id) REFERENCES public.desk_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_tasktick
    ADD CONSTRAINT desk_tasktick_task_id_b7c21e79_fk_desk_task_id FOREIGN KEY (task_id) REFERENCES public.desk_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_tasktick
    ADD CONSTRAINT desk_tasktick_ticked_by_id_494882d2_fk_foundation_user_id FOREIGN KEY (ticked_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_waitingmark
    ADD CONSTRAINT desk_waitingmark_by_id_66bcf38d_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_waitingmark
    ADD CONSTRAINT desk_waitingmark_renewal_id_e24ee577_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_contact
    ADD CONSTRAINT directory_contact_customer_id_84022b1e_fk_directory_customer_id FOREIGN KEY (customer_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_customer
    ADD CONSTRAINT directory_customer_account_executive_id_cae64223_fk_directory FOREIGN KEY (account_executive_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_customer
    ADD CONSTRAINT directory_customer_parent_id_4a1b7318_fk_directory_customer_id FOREIGN KEY (parent_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_customer
    ADD CONSTRAINT directory_customer_success_manager_id_374f53b1_fk_directory FOREIGN KEY (success_manager_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_partnerseat
    ADD CONSTRAINT directory_partnersea_partner_id_eecd5c29_fk_directory FOREIGN KEY (partner_id) REFERENCES public.directory_partner(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_partnerseat
    ADD CONSTRAINT directory_partnerseat_user_id_8aa89b56_fk_foundation_user_id FOREIGN KEY (user_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_partnertier
    ADD CONSTRAINT directory_partnertie_partner_id_6f7f104c_fk_directory FOREIGN KEY (partner_id) REFERENCES public.directory_partner(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_partnertier
    ADD CONSTRAINT directory_partnertie_recorded_by_id_4457c131_fk_foundatio FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_staffmember
    ADD CONSTRAINT directory_staffmembe_manager_id_aa28e490_fk_directory FOREIGN KEY (manager_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_staffmember
    ADD CONSTRAINT directory_staffmember_team_id_8d99d199_fk_directory_team_id FOREIGN KEY (team_id) REFERENCES public.directory_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_staffmember
    ADD CONSTRAINT directory_staffmember_user_id_a25603f9_fk_foundation_user_id FOREIGN KEY (user_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.documents_clause
    ADD CONSTRAINT documents_clause_published_by_id_6dd82209_fk_foundation_user_id FOREIGN KEY (published_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.foundation_apitoken
    ADD CONSTRAINT foundation_apitoken_made_by_id_0c1c3fad_fk_foundation_user_id FOREIGN KEY (made_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.foundation_apitoken
    ADD CONSTRAINT foundation_apitoken_user_id_11468726_fk_foundation_user_id FOREIGN KEY (user_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.foundation_apitokenrevocation
    ADD CONSTRAINT foundation_apitokenr_revoked_by_id_bc0c6b7d_fk_foundatio FOREIGN KEY (revoked_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.foundation_apitokenrevocation
    ADD CONSTRAINT foundation_apitokenr_token_id_fecd368f_fk_foundatio FOREIGN KEY (token_id) REFERENCES public.foundation_apitoken(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.foundation_auditevent
    ADD CONSTRAINT foundation_auditevent_actor_id_b11f44d7_fk_foundation_user_id FOREIGN KEY (actor_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.foundation_user_groups
    ADD CONSTRAINT foundation_user_groups_group_id_4362425d_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.foundation_user_groups
    ADD CONSTRAINT foundation_user_groups_user_id_f9f72585_fk_foundation_user_id FOREIGN KEY (user_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.foundation_user_user_permissions
    ADD CONSTRAINT foundation_user_user_permission_id_eba759a4_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.foundation_user_user_permissions
    ADD CONSTRAINT foundation_user_user_user_id_8621d5d4_fk_foundatio FOREIGN KEY (user_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.book_line
    ADD CONSTRAINT line_lot_chain FOREIGN KEY (contract_id, lot, prior_end_on) REFERENCES public.book_line(contract_id, lot, end_on) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_ownership
    ADD CONSTRAINT ownership_chain FOREIGN KEY (renewal_id, until_at) REFERENCES public.renewals_ownership(renewal_id, from_at) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.pricing_policysimulation
    ADD CONSTRAINT pricing_policysimula_asked_by_id_9237c814_fk_foundatio FOREIGN KEY (asked_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.pricing_policywithdrawal
    ADD CONSTRAINT pricing_policywithdr_discount_id_d06eef91_fk_pricing_d FOREIGN KEY (discount_id) REFERENCES public.pricing_discountpolicy(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.pricing_policywithdrawal
    ADD CONSTRAINT pricing_policywithdr_margin_id_8fc69dbb_fk_pricing_m FOREIGN KEY (margin_id) REFERENCES public.pricing_marginpolicy(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.pricing_policywithdrawal
    ADD CONSTRAINT pricing_policywithdr_price_id_d2cd89d0_fk_pricing_p FOREIGN KEY (price_id) REFERENCES public.pricing_pricepolicy(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.pricing_policywithdrawal
    ADD CONSTRAINT pricing_policywithdr_withdrawn_by_id_f34732ef_fk_foundatio FOREIGN KEY (withdrawn_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.pricing_pricingpart
    ADD CONSTRAINT pricing_pricingpart_run_id_549b4771_fk_pricing_pricingrun_id FOREIGN KEY (run_id) REFERENCES public.pricing_pricingrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.pricing_pricingrun
    ADD CONSTRAINT pricing_pricingrun_started_by_id_0109b95f_fk_foundation_user_id FOREIGN KEY (started_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.pricing_refusedline
    ADD CONSTRAINT pricing_refusedline_run_id_caf75cbe_fk_pricing_pricingrun_id FOREIGN KEY (run_id) REFERENCES public.pricing_pricingrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);
ALTER TABLE ONLY public.programs_applicationstep
    ADD CONSTRAINT programs_application_application_id_65b04862_fk_programs_ FOREIGN KEY (application_id) REFERENCES public.programs_application(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_application
    ADD CONSTRAINT programs_application_applied_by_id_0138603f_fk_foundatio FOREIGN KEY (applied_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_application
    ADD CONSTRAINT programs_application_customer_id_e5ec3d2d_fk_directory FOREIGN KEY (customer_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_application
    ADD CONSTRAINT programs_application_enrolment_id_55ff52f2_fk_programs_ FOREIGN KEY (enrolment_id) REFERENCES public.programs_enrolment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_application
    ADD CONSTRAINT programs_application_program_id_1aa08889_fk_programs_program_id FOREIGN KEY (program_id) REFERENCES public.programs_program(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_applicationstep
    ADD CONSTRAINT programs_applicationstep_by_id_acefb053_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_customerfact
    ADD CONSTRAINT programs_customerfac_customer_id_e3eef492_fk_directory FOREIGN KEY (customer_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_customerfact
    ADD CONSTRAINT programs_customerfac_recorded_by_id_0c2d5cc6_fk_foundatio FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_eligibilityrules
    ADD CONSTRAINT programs_eligibility_program_id_4f5463aa_fk_programs_ FOREIGN KEY (program_id) REFERENCES public.programs_program(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_eligibilityrules
    ADD CONSTRAINT programs_eligibility_published_by_id_3a977a23_fk_foundatio FOREIGN KEY (published_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_enrolment
    ADD CONSTRAINT programs_enrolment_contract_id_9c9f3801_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_enrolment
    ADD CONSTRAINT programs_enrolment_customer_id_14f2605b_fk_directory FOREIGN KEY (customer_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_enrolment
    ADD CONSTRAINT programs_enrolment_enrolled_by_id_58179b29_fk_foundatio FOREIGN KEY (enrolled_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_enrolment
    ADD CONSTRAINT programs_enrolment_program_id_e7b8907c_fk_programs_program_id FOREIGN KEY (program_id) REFERENCES public.programs_program(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_enrolmentend
    ADD CONSTRAINT programs_enrolmenten_enrolment_id_a89b6272_fk_programs_ FOREIGN KEY (enrolment_id) REFERENCES public.programs_enrolment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_enrolmentend
    ADD CONSTRAINT programs_enrolmenten_recorded_by_id_aef90c0f_fk_foundatio FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_evidence
    ADD CONSTRAINT programs_evidence_application_id_b6c31e96_fk_programs_ FOREIGN KEY (application_id) REFERENCES public.programs_application(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_evidence
    ADD CONSTRAINT programs_evidence_by_id_2a954449_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_evidence
    ADD CONSTRAINT programs_evidence_document_id_e6fc38b9_fk_documents_document_id FOREIGN KEY (document_id) REFERENCES public.documents_document(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_programterms
    ADD CONSTRAINT programs_programterm_program_id_03f3d8d2_fk_programs_ FOREIGN KEY (program_id) REFERENCES public.programs_program(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_programterms
    ADD CONSTRAINT programs_programterm_published_by_id_53c9ef2b_fk_foundatio FOREIGN KEY (published_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_verification
    ADD CONSTRAINT programs_verificatio_enrolment_id_df7d3c9f_fk_programs_ FOREIGN KEY (enrolment_id) REFERENCES public.programs_enrolment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_verification
    ADD CONSTRAINT programs_verificatio_recorded_by_id_1901d30f_fk_foundatio FOREIGN KEY (recorded_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.programs_verificationreminder
    ADD CONSTRAINT programs_verificatio_verification_id_3bdf1d07_fk_programs_ FOREIGN KEY (verification_id) REFERENCES public.programs_verification(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_acceptance
    ADD CONSTRAINT quotes_acceptance_quote_id_62f1e262_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_acceptance
    ADD CONSTRAINT quotes_acceptance_renewal_id_37eb7ffa_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_acceptance
    ADD CONSTRAINT quotes_acceptance_taken_by_id_ffa4865c_fk_foundation_user_id FOREIGN KEY (taken_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvaldecision
    ADD CONSTRAINT quotes_approvaldecis_instead_of_id_4d77342c_fk_foundatio FOREIGN KEY (instead_of_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvaldecision
    ADD CONSTRAINT quotes_approvaldecis_step_id_8a9d075f_fk_quotes_ap FOREIGN KEY (step_id) REFERENCES public.quotes_approvalstep(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvaldecision
    ADD CONSTRAINT quotes_approvaldecision_by_id_03bd368c_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvallink
    ADD CONSTRAINT quotes_approvallink_notice_id_f4188af6_fk_quotes_ap FOREIGN KEY (notice_id) REFERENCES public.quotes_approvalnotice(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvallinkuse
    ADD CONSTRAINT quotes_approvallinku_decision_id_904a2e5b_fk_quotes_ap FOREIGN KEY (decision_id) REFERENCES public.quotes_approvaldecision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvallinkuse
    ADD CONSTRAINT quotes_approvallinku_link_id_99dd2bc6_fk_quotes_ap FOREIGN KEY (link_id) REFERENCES public.quotes_approvallink(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvalnotice
    ADD CONSTRAINT quotes_approvalnotic_step_id_a83dbfa5_fk_quotes_ap FOREIGN KEY (step_id) REFERENCES public.quotes_approvalstep(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvalnotice
    ADD CONSTRAINT quotes_approvalnotice_user_id_c9350395_fk_foundation_user_id FOREIGN KEY (user_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvalrequest
    ADD CONSTRAINT quotes_approvalreque_renewal_id_cb0d4582_fk_renewals_ FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvalrequest
    ADD CONSTRAINT quotes_approvalreque_requested_by_id_0a6404b3_fk_foundatio FOREIGN KEY (requested_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvalrequest
    ADD CONSTRAINT quotes_approvalrequest_quote_id_f66fa95b_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvalstep
    ADD CONSTRAINT quotes_approvalstep_approver_id_fcb7aeff_fk_foundation_user_id FOREIGN KEY (approver_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approvalstep
    ADD CONSTRAINT quotes_approvalstep_request_id_c02e1c9f_fk_quotes_ap FOREIGN KEY (request_id) REFERENCES public.quotes_approvalrequest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_approverseat
    ADD CONSTRAINT quotes_approverseat_user_id_27357906_fk_foundation_user_id FOREIGN KEY (user_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_decline
    ADD CONSTRAINT quotes_decline_quote_id_c37747b4_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_decline
    ADD CONSTRAINT quotes_decline_renewal_id_ad5bff5e_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_decline
    ADD CONSTRAINT quotes_decline_taken_by_id_9dc23b78_fk_foundation_user_id FOREIGN KEY (taken_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_delegation
    ADD CONSTRAINT quotes_delegation_given_by_id_ea812931_fk_foundation_user_id FOREIGN KEY (given_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_delegation
    ADD CONSTRAINT quotes_delegation_given_to_id_e5499115_fk_foundation_user_id FOREIGN KEY (given_to_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_issuedpaper
    ADD CONSTRAINT quotes_issuedpaper_contract_id_f35856d1_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_issuedpaper
    ADD CONSTRAINT quotes_issuedpaper_document_id_082638a1_fk_documents FOREIGN KEY (document_id) REFERENCES public.documents_document(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_issuedpaper
    ADD CONSTRAINT quotes_issuedpaper_issued_by_id_1b268cf4_fk_foundation_user_id FOREIGN KEY (issued_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_issuedpaper
    ADD CONSTRAINT quotes_issuedpaper_quote_id_ec854c92_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_leakagereport
    ADD CONSTRAINT quotes_leakagereport_run_id_2a8519c9_fk_pricing_pricingrun_id FOREIGN KEY (run_id) REFERENCES public.pricing_pricingrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_leakagereport
    ADD CONSTRAINT quotes_leakagereport_started_by_id_639a2658_fk_foundatio FOREIGN KEY (started_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offerevent
    ADD CONSTRAINT quotes_offerevent_acceptance_id_38d8057e_fk_quotes_ac FOREIGN KEY (acceptance_id) REFERENCES public.quotes_acceptance(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offerevent
    ADD CONSTRAINT quotes_offerevent_by_id_60bc1d5c_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offerevent
    ADD CONSTRAINT quotes_offerevent_decline_id_5f46e2a6_fk_quotes_decline_id FOREIGN KEY (decline_id) REFERENCES public.quotes_decline(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offerevent
    ADD CONSTRAINT quotes_offerevent_document_id_7cbf24eb_fk_documents_document_id FOREIGN KEY (document_id) REFERENCES public.documents_document(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offerevent
    ADD CONSTRAINT quotes_offerevent_question_id_e5d65834_fk_quotes_offerevent_id FOREIGN KEY (question_id) REFERENCES public.quotes_offerevent(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offerevent
    ADD CONSTRAINT quotes_offerevent_sending_id_063b1c8f_fk_quotes_sending_id FOREIGN KEY (sending_id) REFERENCES public.quotes_sending(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offermail
    ADD CONSTRAINT quotes_offermail_event_id_da54325d_fk_quotes_offerevent_id FOREIGN KEY (event_id) REFERENCES public.quotes_offerevent(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offernote
    ADD CONSTRAINT quotes_offernote_renewal_id_beaa7fe2_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offernote
    ADD CONSTRAINT quotes_offernote_written_by_id_4af97be7_fk_foundation_user_id FOREIGN KEY (written_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offerterms
    ADD CONSTRAINT quotes_offerterms_renewal_id_21ed0126_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_offerterms
    ADD CONSTRAINT quotes_offerterms_set_by_id_ebd7f327_fk_foundation_user_id FOREIGN KEY (set_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quote
    ADD CONSTRAINT quotes_quote_made_by_id_a8c0e1cb_fk_foundation_user_id FOREIGN KEY (made_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quote
    ADD CONSTRAINT quotes_quote_renewal_id_8bc199c9_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quotedocument
    ADD CONSTRAINT quotes_quotedocument_document_id_6ca1c3e4_fk_documents FOREIGN KEY (document_id) REFERENCES public.documents_document(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quotedocument
    ADD CONSTRAINT quotes_quotedocument_quote_id_af1e51f0_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quoteending
    ADD CONSTRAINT quotes_quoteending_ended_by_id_c55eb1b7_fk_foundation_user_id FOREIGN KEY (ended_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quoteending
    ADD CONSTRAINT quotes_quoteending_quote_id_f1807a75_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quoteline
    ADD CONSTRAINT quotes_quoteline_expiring_product_id_4e7c2b36_fk_book_prod FOREIGN KEY (expiring_product_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quoteline
    ADD CONSTRAINT quotes_quoteline_product_id_2f716c50_fk_book_product_id FOREIGN KEY (product_id) REFERENCES public.book_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quoteline
    ADD CONSTRAINT quotes_quoteline_quote_id_3e227b9b_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quoteoption
    ADD CONSTRAINT quotes_quoteoption_primary_id_4e0e711f_fk_quotes_quote_id FOREIGN KEY (primary_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_quoteoption
    ADD CONSTRAINT quotes_quoteoption_quote_id_03b2b4ca_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_sending
    ADD CONSTRAINT quotes_sending_partner_id_b9a7f156_fk_directory_partner_id FOREIGN KEY (partner_id) REFERENCES public.directory_partner(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_sending
    ADD CONSTRAINT quotes_sending_quote_id_dbc0142c_fk_quotes_quote_id FOREIGN KEY (quote_id) REFERENCES public.quotes_quote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quotes_sending
    ADD CONSTRAINT quotes_sending_sent_by_id_0ee6b65e_fk_foundation_user_id FOREIGN KEY (sent_by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_renewal
    ADD CONSTRAINT renewal_owner_owns FOREIGN KEY (id, owner_id) REFERENCES public.renewals_ownership(open_renewal_id, owner_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_finding
    ADD CONSTRAINT renewals_finding_contract_id_d3a3a7ab_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_finding
    ADD CONSTRAINT renewals_finding_renewal_id_0b805676_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_outcome
    ADD CONSTRAINT renewals_outcome_by_id_17bee13a_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_outcome
    ADD CONSTRAINT renewals_outcome_renewal_id_c4ba62a5_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_ownership
    ADD CONSTRAINT renewals_ownership_by_id_f1f7fc28_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_ownership
    ADD CONSTRAINT renewals_ownership_owner_id_9e83be2d_fk_directory FOREIGN KEY (owner_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_ownership
    ADD CONSTRAINT renewals_ownership_renewal_id_6bd3eec7_fk_renewals_renewal_id FOREIGN KEY (renewal_id) REFERENCES public.renewals_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_renewal
    ADD CONSTRAINT renewals_renewal_contract_id_873396e9_fk_book_contract_id FOREIGN KEY (contract_id) REFERENCES public.book_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_renewal
    ADD CONSTRAINT renewals_renewal_customer_id_918e4d2a_fk_directory_customer_id FOREIGN KEY (customer_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_renewal
    ADD CONSTRAINT renewals_renewal_group_id_177ca268_fk_renewals_renewalgroup_id FOREIGN KEY (group_id) REFERENCES public.renewals_renewalgroup(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_renewal
    ADD CONSTRAINT renewals_renewal_owner_id_e87745d9_fk_directory_staffmember_id FOREIGN KEY (owner_id) REFERENCES public.directory_staffmember(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.renewals_renewalgroup
    ADD CONSTRAINT renewals_renewalgrou_customer_id_03ef317b_fk_directory FOREIGN KEY (customer_id) REFERENCES public.directory_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sync_importrun
    ADD CONSTRAINT sync_importrun_by_id_fa312d1f_fk_foundation_user_id FOREIGN KEY (by_id) REFERENCES public.foundation_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sync_statementupload
    ADD CONSTRAINT sync_statementupload_run_id_f386bdd4_fk_sync_importrun_id FOREIGN KEY (run_id) REFERENCES public.sync_importrun(id) DEFERRABLE INITIALLY DEFERRED;
INSERT INTO public.django_migrations (app, name, applied) VALUES
    ('auth', '0001_initial', now()),
    ('auth', '0002_alter_permission_name_max_length', now()),
    ('auth', '0003_alter_user_email_max_length', now()),
    ('auth', '0004_alter_user_username_opts', now()),
    ('auth', '0005_alter_user_last_login_null', now()),
    ('auth', '0006_require_contenttypes_0002', now()),
    ('auth', '0007_alter_validators_add_error_messages', now()),
    ('auth', '0008_alter_user_username_max_length', now()),
    ('auth', '0009_alter_user_last_name_max_length', now()),
    ('auth', '0010_alter_group_name_max_length', now()),
    ('auth', '0011_update_proxy_permissions', now()),
    ('auth', '0012_alter_user_first_name_max_length', now()),
    ('book', '0001_initial', now()),
    ('book', '0002_evergreen_anniversaries', now()),
    ('book', '0003_fewer_indexes', now()),
    ('book', '0004_contract_kernel', now()),
    ('book', '0005_price_tiers', now()),
    ('book', '0006_successions', now()),
    ('book', '0007_index_clauses', now()),
    ('book', '0008_deal_registration', now()),
    ('book', '0009_escalators', now()),
    ('book', '0010_percent_of_total', now()),
    ('book', '0011_overages', now()),
    ('book', '0012_bundles', now()),
    ('book', '0013_charges_of_successors', now()),
    ('book', '0014_period_reopening', now()),
    ('closing', '0001_initial', now()),
    ('closing', '0002_booking', now()),
    ('closing', '0003_terminations', now()),
    ('closing', '0004_automatic', now()),
    ('closing', '0005_closings', now()),
    ('closing', '0006_period_close', now()),
    ('closing', '0007_paper', now()),
    ('closing', '0008_envelopes', now()),
    ('contenttypes', '0001_initial', now()),
    ('contenttypes', '0002_remove_content_type_name', now()),
    ('desk', '0001_initial', now()),
    ('desk', '0002_playbook', now()),
    ('desk', '0003_playbook_changes', now()),
    ('desk', '0004_escalations', now()),
    ('desk', '0005_requests', now()),
    ('desk', '0006_tasks', now()),
    ('desk', '0007_shifts', now()),
    ('desk', '0008_engagement', now()),
    ('directory', '0001_initial', now()),
    ('directory', '0002_partner_tiers', now()),
    ('directory', '0003_contact_by_email', now()),
    ('documents', '0001_initial', now()),
    ('documents', '0002_paper', now()),
    ('foundation', '0001_initial', now()),
    ('foundation', '0002_api_tokens', now()),
    ('pricing', '0001_initial', now()),
    ('pricing', '0002_policies_of_every_kind', now()),
    ('pricing', '0003_simulations', now()),
    ('pricing', '0004_runs_over_the_book', now()),
    ('procrastinate', '0001_initial', now()),
    ('procrastinate', '0002_drop_started_at_column', now()),
    ('procrastinate', '0003_drop_started_at_column', now()),
    ('procrastinate', '0004_drop_procrastinate_version_table', now()),
    ('procrastinate', '0005_fix_procrastinate_fetch_job', now()),
    ('procrastinate', '0006_fix_trigger_status_events_insert', now()),
    ('procrastinate', '0007_add_queueing_lock_column', now()),
    ('procrastinate', '0008_close_fetch_job_race_condition', now()),
    ('procrastinate', '0009_add_defer_job_function', now()),
    ('procrastinate', '0010_add_procrastinate_periodic_defers', now()),
    ('procrastinate', '0011_add_foreign_key_index', now()),
    ('procrastinate', '0012_add_locks_to_periodic_defer', now()),
    ('procrastinate', '0013_fix_procrastinate_defer_periodic_job', now()),
    ('procrastinate', '0014_add_finish_job_and_retry_job_functions', now()),
    ('procrastinate', '0015_add_trigger_on_job_deletion', now()),
    ('procrastinate', '0016_delete_finished_jobs', now()),
    ('procrastinate', '0017_add_checks_to_finish_job', now()),
    ('procrastinate', '0018_add_checks_to_retry_job', now()),
    ('procrastinate', '0019_fix_finish_job_compat_issue', now()),
    ('procrastinate', '0020_add_index_on_procrastinate_jobs', now()),
    ('procrastinate', '0021_add_kwargs_to_defer_periodic_job', now()),
    ('procrastinate', '0022_null_locks_excluded', now()),
    ('procrastinate', '0023_remove_old_finish_job_function', now()),
    ('procrastinate', '0024_job_id_bigint', now()),
    ('procrastinate', '0025_add_models', now()),
    ('procrastinate', '0026_add_job_priority', now()),
    ('procrastinate', '0027_add_periodic_job_priority', now()),
    ('procrastinate', '0028_add_cancel_states', now()),
    ('procrastinate', '0029_add_additional_params_to_retry_job', now()),
    ('procrastinate', '0030_alter_procrastinateevent_options', now()),
    ('procrastinate', '0031_add_indexes_for_fetch_job', now()),
    ('procrastinate', '0032_pre_cancel_notification', now()),
    ('procrastinate', '0033_post_cancel_notification', now()),
    ('procrastinate', '0034_pre_add_heartbeat', now()),
    ('procrastinate', '0035_post_add_heartbeat', now()),
    ('procrastinate', '0036_add_worker_model', now()),
    ('procrastinate', '0037_pre_batch_defer_jobs', now()),
    ('procrastinate', '0038_post_batch_defer_jobs', now()),
    ('procrastinate', '0039_pre_priority_lock_fetch_job', now()),
    ('procrastinate', '0040_pre_retry_failed_job', now()),
    ('procrastinate', '0041_post_retry_failed_job', now()),
    ('programs', '0001_initial', now()),
    ('programs', '0002_eligibility', now()),
    ('quotes', '0001_initial', now()),
    ('quotes', '0002_stored_explanation', now()),
    ('quotes', '0003_approvals', now()),
    ('quotes', '0004_quote_proration', now()),
    ('quotes', '0005_leakage', now()),
    ('quotes', '0006_acceptance', now()),
    ('quotes', '0007_offers', now()),
    ('quotes', '0008_approval_notices', now()),
    ('quotes', '0009_paper', now()),
    ('quotes', '0010_approval_questions', now()),
    ('quotes', '0011_sendings', now()),
    ('renewals', '0001_initial', now()),
    ('renewals', '0002_quoted_facts', now()),
    ('renewals', '0003_ownership', now()),
    ('renewals', '0004_fallen', now()),
    ('renewals', '0005_worklist_order', now()),
    ('sessions', '0001_initial', now()),
    ('sync', '0001_initial', now()),
    ('sync', '0002_statement_upload', now());
