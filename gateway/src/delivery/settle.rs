//! From judged items to receipts: one append, and the books once it holds.

use std::time::{Duration, Instant};

use eventlog::{LogError, Produce};
use schemas::Rejected;
use schemas::rejected::{Fault, RejectReason};
use telemetry::{Appended, Channel};

use super::{Delivery, Judged, STEP, unencodable};
use crate::problem::{Problem, ProblemKind};
use crate::receipt::{Note, Receipt, ReceiptOutcome};

/// When to try again after the log was away.
const LOG_RETRY: Duration = Duration::from_secs(2);

impl Delivery {
    /// Appends everything, and gives the receipts once the log has it.
    ///
    /// # Errors
    /// 503 when the log did not acknowledge every record. What was in the
    /// request may have been stored, or not: sending it again is safe.
    pub(crate) async fn settle(self, judged: Vec<Judged>) -> Result<Vec<Receipt>, Problem> {
        let mut receipts = Vec::with_capacity(judged.len());
        let mut records = Vec::with_capacity(judged.len());
        let mut reasons = Vec::with_capacity(judged.len());
        for Judged { receipt, record, reason } in judged {
            receipts.push(receipt);
            records.push(record);
            reasons.push(reason);
        }
        if !self.dry_run {
            self.append(records, &mut receipts, &mut reasons).await?;
            self.keep_books(&reasons);
        }
        for (receipt, reason) in receipts.iter().zip(&reasons) {
            let reason = reason.map_or("none", RejectReason::as_str);
            let partner = self.caller.partner().as_str();
            self.gateway.0.metrics.gateway.receipt(partner, receipt.outcome.as_str(), reason, 1);
        }
        Ok(receipts)
    }

    async fn append(
        &self,
        records: Vec<Produce>,
        receipts: &mut [Receipt],
        reasons: &mut [Option<RejectReason>],
    ) -> Result<(), Problem> {
        let mut late = Vec::new();
        for (index, answer) in self.acknowledged(records).await?.into_iter().enumerate() {
            match answer {
                Ok(_) => {}
                Err(LogError::TooLarge { bytes, bytes_max, .. }) if reasons[index].is_none() => {
                    late.push(self.outgrown(&mut receipts[index], bytes, bytes_max)?);
                    reasons[index] = Some(RejectReason::TooLarge);
                }
                Err(error) => return Err(self.away(&error)),
            }
        }
        if !late.is_empty() {
            for answer in self.acknowledged(late).await? {
                answer.map_err(|error| self.away(&error))?;
            }
        }
        Ok(())
    }

    /// The log takes no record of this size: the ad is rejected after all. Its
    /// bytes would not fit there either.
    fn outgrown(
        &self,
        receipt: &mut Receipt,
        bytes: usize,
        bytes_max: usize,
    ) -> Result<Produce, Problem> {
        let message =
            format!("the ad takes {bytes} bytes to store, at most {bytes_max} are allowed");
        let fault = Fault::new("too_large", "", message);
        receipt.outcome = ReceiptOutcome::Rejected;
        receipt.errors.push(Note(fault.clone()));
        receipt.warnings.clear();
        let event = Rejected {
            event_id: receipt.event_id,
            partner: self.caller.partner().clone(),
            account: self.account.clone(),
            external_id: receipt.external_id.clone(),
            at: self.at,
            step: STEP.to_owned(),
            reason: RejectReason::TooLarge,
            faults: vec![fault],
            place: "ads.received".to_owned(),
            content_type: "application/avro".to_owned(),
            bytes: Vec::new(),
            bytes_length: i64::try_from(bytes).unwrap_or(i64::MAX),
        };
        self.envelope.rejected(&self.gateway.0.codec, &event).map_err(|e| unencodable(&e))
    }

    async fn acknowledged(
        &self,
        records: Vec<Produce>,
    ) -> Result<Vec<Result<eventlog::Position, LogError>>, Problem> {
        let started = Instant::now();
        let patience = self.gateway.0.limits.append_timeout;
        let appending = self.gateway.0.log.append(records);
        let answers = tokio::time::timeout(patience, appending).await.map_err(|_| {
            self.away(&LogError::Unavailable(format!("no acknowledgement within {patience:?}")))
        })?;
        if answers.iter().any(Result::is_ok) && self.gateway.0.outage.ends() {
            tracing::info!("the log acknowledges again");
        }
        self.gateway.0.metrics.gateway.acknowledged(self.endpoint, started.elapsed());
        Ok(answers)
    }

    fn keep_books(&self, reasons: &[Option<RejectReason>]) {
        let partner = self.caller.partner().as_str();
        let metrics = &self.gateway.0.metrics;
        metrics.books.received(partner, Channel::Push, reasons.len() as u64);
        let mut rejected = 0;
        for reason in reasons.iter().flatten() {
            rejected += 1;
            metrics.books.rejected(partner, STEP, reason.as_str(), 1);
        }
        let emitted = reasons.len() as u64 - rejected;
        if emitted > 0 {
            metrics.books.emitted(partner, STEP, emitted);
            metrics.gateway.appended(Appended::Received, emitted);
        }
        if rejected > 0 {
            metrics.gateway.appended(Appended::Rejected, rejected);
        }
    }

    fn away(&self, error: &LogError) -> Problem {
        let (kind, detail) = match error {
            LogError::Full(_) => (
                ProblemKind::LogFull,
                "there is no room left in the hub's log; nothing was acknowledged, send it all again \
                 later",
            ),
            _ => (
                ProblemKind::LogUnavailable,
                "the hub's log does not acknowledge; nothing is promised, send it all again: what was \
                 stored after all is recognised",
            ),
        };
        if self.gateway.0.outage.begins() {
            tracing::warn!(%error, "the log does not acknowledge, partners are told to try again: {error}");
        }
        Problem::new(kind, detail).retry_after(LOG_RETRY)
    }
}
