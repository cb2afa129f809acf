/**
 * Has the run's own database write down how each incident went, in the order in which that held: rows tell the end alone.
 * The unique index lets a second one of an identity in when the first one's transaction is over, so the places are in order.
 */
export const KEEP_STATES = `
  create table chaos_states (
    place bigserial primary key,
    incident_id uuid not null,
    status text not null,
    cause text,
    caused_by uuid,
    at timestamptz not null default clock_timestamp()
  );
  create function chaos_keep_state() returns trigger language plpgsql as $$
    begin
      insert into chaos_states (incident_id, status, cause, caused_by)
        values (new.id, new.status, new.cause, new.caused_by);
      return null;
    end $$;
  create trigger chaos_opened after insert on incidents for each row execute function chaos_keep_state();
  create trigger chaos_went_on after update on incidents for each row
    when ((old.status, old.cause, old.caused_by) is distinct from (new.status, new.cause, new.caused_by))
    execute function chaos_keep_state()`;
