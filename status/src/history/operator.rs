//! What the operator does to incidents.

use schemas::Timestamp;

use super::History;
use crate::component::{Component, Outcome, Reason};
use crate::incident::{Incident, IncidentError, NOTES_MAX, note};

impl History {
    /// Tells of trouble that checks do not see. It is not measured: no time is
    /// counted as down for it.
    pub(crate) fn open(
        &mut self,
        component: Component,
        text: &str,
        at: Timestamp,
    ) -> Result<Incident, IncidentError> {
        let note = note(at, text)?;
        let id = self.add(component, Reason::Operator, at);
        let incident = self.incidents.get_mut(&id).expect("it was just added");
        incident.notes.push(note);
        Ok(incident.clone())
    }

    /// Says something about an incident.
    pub(crate) fn note(
        &mut self,
        id: i64,
        text: &str,
        at: Timestamp,
    ) -> Result<Incident, IncidentError> {
        let note = note(at, text)?;
        let incident = self.incidents.get_mut(&id).ok_or(IncidentError::Unknown(id))?;
        if incident.notes.len() >= NOTES_MAX {
            return Err(IncidentError::Notes(id));
        }
        incident.notes.push(note);
        self.unstored.incidents.insert(id);
        Ok(incident.clone())
    }

    /// Ends an incident that the operator told of, or one that checks have
    /// stopped to look at.
    pub(crate) fn close(&mut self, id: i64, at: Timestamp) -> Result<Incident, IncidentError> {
        let incident = self.incidents.get_mut(&id).ok_or(IncidentError::Unknown(id))?;
        if let Some(ended_at) = incident.ended_at {
            return Err(IncidentError::Over { id, ended_at });
        }
        let measured = incident.reason != Reason::Operator;
        if let (true, Some(last)) = (measured, &self.last)
            && let Some(Outcome::Down(_)) = last.outcome(incident.component)
        {
            let component = incident.component.as_str();
            return Err(IncidentError::StillDown { id, component, checked_at: last.at });
        }
        incident.ended_at = Some(at.max(incident.started_at));
        incident.end_unwatched = measured;
        self.unstored.incidents.insert(id);
        Ok(incident.clone())
    }
}
