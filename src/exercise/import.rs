//! Reads models of other tools: what real people already have.

pub mod context_mapper;
pub mod micro_tosca;
pub mod service_cutter;

/// Imported text beyond this size is refused, in bytes.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// Refuses what is too large to be a model that somebody typed.
///
/// # Errors
/// A sentence that names the limit.
fn fits(text: &str) -> Result<(), String> {
    if text.len() > LARGEST {
        return Err(format!("the file has {} bytes, at most {LARGEST} are read", text.len()));
    }
    Ok(())
}
